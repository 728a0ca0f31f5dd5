import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { isAfter, now, parseTime, secondsBetween } from "@bylaw/dsl/time";

const reading = ["GET", "HEAD"];

/** Where people work from. */
const countries = ["CH", "DE", "ES", "IN", "KR"];

/** What an access proxy in front of internal applications asks about each request, with what it knows right now. */
export default policy({
  package: "access.proxy",
  input: t.object({
    /** Who the identity provider says it is, and when they last signed in with a second factor. */
    user: t.object({ name: t.string, groups: t.array(t.string), second_factor_at: t.opt(t.string) }),
    /** What the device management says of the device, as of `checked_at`. */
    device: t.object({
      managed: t.boolean,
      compromised: t.boolean,
      disk_encrypted: t.boolean,
      patched: t.boolean,
      checked_at: t.string,
    }),
    /** Where the request comes from: an ISO 3166 code. */
    location: t.object({ country: t.string }),
    /** How unusual all of this is, from 0 to 100. */
    risk: t.number,
    request: t.object({ method: t.string, application: t.string }),
  }),
  data: t.object({
    /** Application → the groups that may use it, and whether it holds what must not get out. */
    applications: t.map(t.object({ groups: t.array(t.string), sensitive: t.boolean })),
  }),
  allow: {
    "low risk has full access": ({ user, risk, request }, { applications }) =>
      risk < 30 &&
      (applications[request.application]?.groups.some((one) => user.groups.includes(one)) ?? false),

    /** Stepping up is signing in with a second factor again, within the last quarter of an hour. */
    "medium risk has full access after a step up": ({ user, risk, request }, { applications }) => {
      const at = parseTime(user.second_factor_at ?? "");
      return (
        risk < 70 &&
        at !== undefined &&
        !isAfter(at, now()) &&
        secondsBetween(at, now()) < 900 &&
        (applications[request.application]?.groups.some((one) => user.groups.includes(one)) ?? false)
      );
    },

    /** Whatever the risk, as long as the session goes on. */
    "high risk reads what is not sensitive": ({ user, request }, { applications }) =>
      reading.includes(request.method) &&
      applications[request.application]?.sensitive === false &&
      (applications[request.application]?.groups.some((one) => user.groups.includes(one)) ?? false),
  },
  deny: {
    "the risk is too high for anything: the session ends": ({ risk }) => risk >= 90,
    "the device is not managed": ({ device }) => !device.managed,
    "the device is compromised": ({ device }) => device.compromised,
    "the disk of the device is not encrypted": ({ device }) => !device.disk_encrypted,

    /** An old system may look, and change nothing. */
    "the device lacks updates": ({ device, request }) => !device.patched && !reading.includes(request.method),

    /** What was right an hour ago says nothing of now. */
    "the device has not been checked for five minutes": ({ device }) => {
      const at = parseTime(device.checked_at);
      return at === undefined || isAfter(at, now()) || secondsBetween(at, now()) > 300;
    },

    "nobody works from this country": ({ location }) => !countries.includes(location.country),
  },
});
