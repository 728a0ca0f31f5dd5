/** The environment variable that names the folder into which a test run is recorded. */
export const recordingVariable = "BYLAW_RECORDING";
