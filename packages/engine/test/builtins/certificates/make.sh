#!/bin/sh
# Makes the certificates and keys of the tests anew, with OpenSSL 3. They are valid for a hundred years.
set -eu
cd "$(dirname "$0")"
days=36500
rm -f ./*.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm "$2" $3 -out "$1.key.pem" 2>/dev/null; }
key root RSA "-pkeyopt rsa_keygen_bits:2048"
key middle EC "-pkeyopt ec_paramgen_curve:P-384"
key leaf EC "-pkeyopt ec_paramgen_curve:P-256"
key small EC "-pkeyopt ec_paramgen_curve:P-224"
key large EC "-pkeyopt ec_paramgen_curve:P-521"
key edwards ED25519 ""
key exchange X25519 ""
openssl ec -in leaf.key.pem -out leaf.sec1.key.pem 2>/dev/null
openssl rsa -in root.key.pem -traditional -out root.pkcs1.key.pem 2>/dev/null

extensions() { printf '%s\n' "$@" > "$work/extensions"; }
sign() { # name, issuer, subject, more
  openssl req -new -key "$1.key.pem" -subj "$3" -utf8 -out "$work/request"
  openssl x509 -req -in "$work/request" -CA "$2.pem" -CAkey "$2.key.pem" -days $days -set_serial 0x7f01 \
    -extfile "$work/extensions" ${4:-} -out "$1.pem" 2>/dev/null
}

openssl req -x509 -key root.key.pem -days $days -subj "/C=AT/ST=Wien/L=Wien/street=1/postalCode=1010/O=Exämple/OU=a/OU=b/CN=root" -utf8 \
  -addext basicConstraints=critical,CA:TRUE,pathlen:2 -addext keyUsage=critical,keyCertSign,cRLSign -out root.pem
extensions "basicConstraints=critical,CA:TRUE" "keyUsage=keyCertSign" "subjectKeyIdentifier=hash" \
  "authorityKeyIdentifier=keyid" \
  "nameConstraints=critical,permitted;DNS:example.com,permitted;DNS:.example.org,excluded;DNS:bad.example.com,permitted;IP:10.0.0.0/255.0.0.0,permitted;email:example.com,permitted;URI:.example.org"
sign middle root "/CN=middle" "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -sha256"
extensions "basicConstraints=CA:FALSE" "keyUsage=digitalSignature,nonRepudiation" \
  "extendedKeyUsage=serverAuth,clientAuth,1.2.3.4" "subjectKeyIdentifier=hash" "authorityKeyIdentifier=keyid" \
  "subjectAltName=DNS:www.example.com,DNS:*.x.example.com,IP:10.1.2.3,email:a@example.com,URI:spiffe://td.example.org/ns/d%2Fe?y=1#z" \
  "certificatePolicies=1.2.3.4.5,2.5.29.32.0" "authorityInfoAccess=OCSP;URI:http://ocsp.example/,caIssuers;URI:http://ca.example/" \
  "crlDistributionPoints=URI:http://crl.example/" "1.2.3.99=DER:0500"
sign leaf middle "/CN=leaf/serialNumber=77"
extensions "subjectAltName=DNS:bad.example.com" "extendedKeyUsage=clientAuth"
sign small middle "/CN=small"
extensions "1.2.3.98=critical,DER:0500" "policyConstraints=requireExplicitPolicy:0" "inhibitAnyPolicy=1" \
  "subjectAltName=IP:2001:db8::1,IP:::ffff:1.2.3.4,URI:http://u:p@h.example:8/a b"
sign large root "/CN=large"
openssl req -x509 -key edwards.key.pem -days $days -subj "/CN=edwards" -out edwards.pem
openssl req -new -key leaf.key.pem -subj "/CN=leaf/serialNumber=77" -out leaf.request.pem \
  -addext "subjectAltName=DNS:csr.example,URI:https://u:p@h:8/p" -addext "basicConstraints=critical,CA:FALSE"
openssl req -new -key root.key.pem -subj "/" -out plain.request.pem
