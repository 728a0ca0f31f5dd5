/** Texts that mean something to the builtins of a family, by the beginning of their names. */
export const texts: Readonly<Record<string, readonly string[]>> = {
  "": ["", "a", "ab", "aba", "A.b-c", "é", "😀x", "ß", " a\t", "İ", "<&>", "\u2028", "\u0000", "-1", "0"],
  net: [
    ...["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "::/0", "fe80::/126", "::ffff:10.1.2.3", "fe80::1%eth0"],
    ...["10.1.2.3/33", "10.1.2/24", "010.1.2.3", "192.168.0.0/29", "1.2.3.4/32", "::1/128", "x/8"],
  ],
  time: [
    ...["RFC3339", "RFC822Z", "2006-01-02", "15:04:05.000", "UTC", "Europe/Vienna", "2024-02-30T00:00:00Z"],
    ...[
      "2024-02-29T12:34:56.789+02:00",
      "Mon, 02 Jan 2006 15:04:05 MST",
      "1h30m",
      "-1.5s",
      "1y2w",
      "5x",
      "µs1",
    ],
  ],
  regex: [
    ...[
      "[a-z]+",
      "(a)(b)?",
      "^$",
      "(?i)A",
      "a{2}",
      "[",
      "(",
      "\\d",
      "x*",
      "(?P<n>b)",
      "$1",
      "\u0024{n}",
      "aab",
    ],
    ...["{", "}", "urn:{.*}:x", "urn:a:x", "[a-c]+z", "b*", "a.a.[0-9]+z", ".b.b2*z", "[z-a]", "a\\", "[a-"],
  ],
  re_match: ["[a-z]+", "^a", "a$", "(", "aab"],
  glob: ["*", "**", "a.*", "*.b", "{a,b}.c", "[a-c]x", "[!a]", "?", "a.b", "a.b.c", "[", "{a", "\\*", "a:b"],
  semver: ["1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3-rc.2+b", "1.2", "01.2.3", "1.10.0", "1.2.3-01"],
  units: ["1k", "1.5Ki", "100m", "2Gi", "3GB", "1e3", "1.5e2M", "1 k", ".5M", "-1k", "0x1", "1ee", "99E"],
  uri: [
    ...["http://a:8/b%20c?d=e#f", "//h/p", "a:b", ":a", "http://[::1]:8/", "http://u:p@h", "/a%2fb", "%zz"],
    ...["http://h:a", "*", "http://a b", "http://[::1%25en0]/", "?a", "#%41", "http://h/é", "x:?", "a:b:c"],
  ],
  urlquery: ["a=b&c=d", "a=b;c", "%41=%ff", "a+b", "%zz", "a&b=", "=x", "é=ü"],
  base64: ["YQ==", "YWI=", "YWJj", "Y", "YQ", "_-8=", "_-8", "/+8=", "Y Q=", "YQ==\n", "gIE="],
  hex: ["00ff", "6162", "0g", "0", "C3A9"],
  json: [
    '{"a": [1, 2.5, null]}',
    "[",
    '"a"',
    "1e3",
    "/a",
    "a/b",
    "/a/0",
    "/a/-",
    "a~1b",
    "add",
    "remove",
    "test",
  ],
  yaml: [
    "a: [1, 2]",
    "- x\n- y",
    "a: b: c",
    "0x10",
    "~",
    "yes",
    "1_000",
    "2024-01-01",
    "'",
    "a: &x 1\nb: *x",
  ],
  uuid: ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6", "zz"],
  sprintf: ["%v", "%d|%s", "%5.1f", "%q", "%x", "%[1]v", "%*d", "%%", "%", "%!", "%t", "%-5s|", "%+d", "%T"],
  strings: [
    "{{.a}}",
    "{{if .a}}x{{else}}y{{end}}",
    "{{range .a}}{{.}},{{end}}",
    "{{",
    "{{.a.b}}",
    "a-{{- .a -}} b",
  ],
  io: [
    "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.AAAA",
    "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ",
    "a.b.c",
    '{"kty":"oct","k":"c2VjcmV0"}',
    '{"alg":"HS256","typ":"JWT"}',
    '{"alg":"none"}',
    '{"a":1}',
  ],
  crypto: ["secret", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "AAAA", "MAA="],
  to_number: ["1", "-1.5", "1e3", "0x10", " 1", "+1", "1_0", "Inf", "1.", "0.5", "00", "1e400"],
};

/** Texts for a builtin, those of its family more often than others. */
export function textsFor(name: string): readonly string[] {
  const [family = ""] = name.split(".");
  const own = texts[family] ?? [];
  return [...own, ...own, ...own, ...(texts[""] ?? [])];
}
