import { cloudwatch } from "./cloudwatch.ts";
import { cri } from "./cri.ts";
import { datadog } from "./datadog.ts";
import { docker } from "./docker.ts";
import { elasticsearch } from "./elasticsearch.ts";
import type { Envelope, LineEnvelope } from "./envelope.ts";
import { fluent } from "./fluent.ts";
import { googleCloud } from "./google-cloud.ts";
import { loki } from "./loki.ts";
import { openTelemetry } from "./open-telemetry.ts";
import { prefixed } from "./prefixed.ts";
import { splunk } from "./splunk.ts";

/** The layouts of documents, in the order in which they are tried: the loosest last. */
export const envelopes: readonly Envelope[] = [
  docker,
  loki,
  elasticsearch,
  splunk,
  cloudwatch,
  openTelemetry,
  googleCloud,
  datadog,
  fluent,
];

/** The layouts of lines that are no documents, in the order in which they are tried. */
export const lineEnvelopes: readonly LineEnvelope[] = [cri, prefixed];
