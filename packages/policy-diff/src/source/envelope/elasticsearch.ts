import { isArray, isObject } from "../../json-value.ts";
import { type Envelope, wrapped } from "./envelope.ts";

/**
 * Elasticsearch and OpenSearch: one hit a line, as dump tools write them, or the answer of a search. What was indexed
 * is the event itself, or a collector's record that holds it.
 * Source: elastic.co/docs, "Search API: response body".
 */
export const elasticsearch: Envelope = {
  name: "elasticsearch",
  open: (document) => {
    if (isObject(document._source)) return wrapped(document._source);
    const found = isObject(document.hits) ? document.hits.hits : undefined;
    if (!isArray(found)) return undefined;
    return found.flatMap((hit) => (isObject(hit) ? wrapped(hit._source) : []));
  },
};
