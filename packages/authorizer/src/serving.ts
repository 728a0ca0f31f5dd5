/** A server that listens. */
export interface Serving {
  /** Where, with the port that was taken. */
  readonly address: string;
  close(): Promise<void>;
}
