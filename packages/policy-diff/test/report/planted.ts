/** Where a log may hold a secret → the one that is planted there. No two share a part. */
export const secrets = {
  authorization: "Bearer-plant-a1f0",
  cookie: "session=plant-b2e1",
  clientCertificate: "Hash=plant-c3d2",
  apiKey: "plant-d4c3-key",
  requestPath: "plant-e5b4-path",
  pseudoPath: "plant-f6a5-pseudo",
  queryToken: "plant-0797-query",
  rawBody: "plant-1886-body",
  bodyField: "plant-2975-field",
  bodyKey: "plant-3a64-key",
  sourceCertificate: "plant-4b53-pem",
  principal: "spiffe://plant-5c42",
  address: "203.0.113.77",
  subject: "plant-6d31@shop.example",
  jwtId: "plant-7e20-jti",
  secretData: "cGxhbnQtOGYxZg",
  secretText: "plant-900e-text",
  environment: "plant-a1fd-env",
  lastApplied: "plant-b2ec-applied",
  terraformVariable: "plant-c3db-variable",
  terraformAfter: "plant-d4ca-after",
  who: "plant-e5b9-who",
  mapKey: "plant-f6a8-mapkey",
  maskedKey: "plant-0897-masked",
  pin: "9182736455",
  jwtArgument: "plant-1986-jwt",
  sharedSecret: "plant-2a75-hs256",
  cachedAnswer: "plant-3b64-answer",
  httpSent: "plant-4c53-sent",
  label: "plant-5d42-label",
  labelName: "plant-6e31-labelname",
  labelVersion: "plant-7f20-version",
  bundleName: "https://u:plant-801f@bundles.example/b",
  bundleRevision: "a revision, plant-910e",
  timestamp: "plant-a2fd-ts",
  callerAddress: "plant-b3ec-caller",
  traceId: "plant-c4db-trace",
  custom: "plant-d5ca-custom",
  requestContext: "plant-e6b9-context",
  intermediate: "plant-f7a8-intermediate",
  decisionPath: "plant-0997-segment",
  otherPath: "plant-1a86-other",
  errorCode: "plant_two_error",
  errorMessage: "plant-3c64-message",
  cutLine: "plant-4d53-cut",
  logLine: "plant-5e42-line",
  dataDocument: "plant-6f31-data",
} as const;

const s = secrets;

/** An input with a secret wherever senders of decisions put one. */
const input = {
  who: s.who,
  pin: Number(s.pin),
  attributes: {
    source: { certificate: s.sourceCertificate, principal: s.principal, address: s.address },
    request: {
      http: {
        method: "GET",
        path: `/orders?token=${s.requestPath}`,
        body: s.rawBody,
        headers: {
          authorization: s.authorization,
          cookie: s.cookie,
          "x-forwarded-client-cert": s.clientCertificate,
          "x-api-key": s.apiKey,
          ":path": `/orders/${s.pseudoPath}`,
        },
      },
    },
  },
  parsed_query: { token: [s.queryToken] },
  parsed_body: { password: s.bodyField, [s.bodyKey]: true },
  claims: { sub: s.subject, jti: s.jwtId },
  people: { [s.mapKey]: { pin: 1 } },
  review: {
    object: {
      kind: "Secret",
      data: { key: s.secretData },
      stringData: { key: s.secretText },
      metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": s.lastApplied } },
      spec: { containers: [{ env: [{ name: "TOKEN", value: s.environment }] }] },
    },
  },
  plan: {
    variables: { db: { value: s.terraformVariable } },
    resource_changes: [{ change: { after: { password: s.terraformAfter } } }],
  },
};

const result = { allowed: false, reason: `no entry for ${s.who}` };
let number = 0;

/** An event of a log, with the secrets that stand beside the input. */
const planted = (members: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    decision_id: `d${number++}`,
    path: "t/decision",
    timestamp: "2026-01-02T03:04:05Z",
    labels: { id: s.label, [s.labelName]: "x", version: s.labelVersion },
    bundles: { [s.bundleName]: { revision: s.bundleRevision } },
    requested_by: s.callerAddress,
    trace_id: s.traceId,
    req_id: s.traceId,
    custom: { note: s.custom },
    request_context: { http: { headers: { "x-user": [s.requestContext] } } },
    intermediate_results: { "0": s.intermediate },
    nd_builtin_cache: {
      "io.jwt.decode_verify": {
        [JSON.stringify([s.jwtArgument, { secret: s.sharedSecret }])]: [true, {}, { sub: s.cachedAnswer }],
      },
      "http.send": {
        [JSON.stringify([{ method: "GET", url: "http://127.0.0.1:1/", headers: { a: s.httpSent } }])]: {
          body: s.cachedAnswer,
        },
      },
    },
    input,
    result,
    ...members,
  });

export const baseDocuments = JSON.stringify({ vault: { key: s.dataDocument } });

/** A log in which everything happens: changes, errors, masks, other results, other services, lines that are cut. */
export const log = [
  planted(),
  planted({ timestamp: `2026-01-02T03:04:05Z${s.timestamp}` }),
  planted({ result: { allowed: true, reason: s.cachedAnswer } }),
  planted({ path: `t/decision/by/${s.decisionPath}`, result: undefined }),
  planted({ path: `shop/${s.otherPath}` }),
  planted({ erased: [`/input/people/${s.maskedKey}/pin`], masked: ["/input/parsed_body/password"] }),
  planted({ result: undefined, error: { code: s.errorCode, message: `${s.errorMessage} failed` } }),
  planted({ result: undefined, error: `t.rego:3: ${s.errorCode}: ${s.errorMessage}` }),
  JSON.stringify({ level: "info", msg: s.logLine }),
  planted({ input: { note: s.cutLine } }).slice(0, -30),
].join("\n");
