/**
 * A port of loopback that refuses connections: no standard gives it to anybody, no system hands it out to whoever
 * listens on port 0, and fetch forbids it to nobody, as it does 1 and 9. A port that was free a moment ago may be
 * somebody's by now.
 */
export const REFUSING_PORT = 4
