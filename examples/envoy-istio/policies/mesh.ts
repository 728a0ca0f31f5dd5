// What is known of the mesh: who its workloads are, where they run, and whose tokens count.

/** The SPIFFE ID of the frontend, as Istio passes it on after mutual TLS. */
export const frontend = "spiffe://example.org/ns/default/sa/frontend-sa/frontend";

/** Every pod has an address in here. */
export const clusterNetwork = "10.0.0.0/8";

/** The identity provider for people. */
export const issuer = "https://id.example.org";

/** The identity provider's public keys. */
export const publicKeys =
  '{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","kid":"2026-11","x":"DSnZIYC8RI6A4hxBhLxVOnL4MrhQen_tQkJydZISBxY","y":"ZP3Wf1nAn6jF-vv4E8_YI0cK04XrwTiLAmhstjNWxK8"}]}';
