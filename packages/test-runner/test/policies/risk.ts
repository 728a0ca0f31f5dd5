import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const input = t.object({
  risk: t.number,
  action: t.oneOf("read", "write"),
  session: t.object({
    id: t.string,
    factors: t.array(t.oneOf("password", "totp")),
    locked: t.opt(t.boolean),
  }),
});

const levelOf = (risk: number) => (risk < 30 ? "low" : risk < 70 ? "medium" : "high");

export default policy({
  package: "test.risk",
  input,
  allow: {
    "low and medium risk have full access": ({ risk }) => levelOf(risk) !== "high",
    "high risk may read": ({ risk, action }) => levelOf(risk) === "high" && action === "read",
  },
  deny: {
    "a locked session does nothing": ({ session }) => session.locked === true,
  },
  obligations: {
    allowed: {
      *"medium risk needs a second factor"({ risk, session }) {
        if (levelOf(risk) === "medium" && !session.factors.includes("totp"))
          yield { id: "step-up", details: { factor: "totp", session: session.id, risk } };
      },
      "every access is logged": ({ session }) =>
        session.factors.map((factor) => ({ id: "log", details: { factor } })),
    },
    denied: {
      *"high risk ends the session"({ risk, session }) {
        if (levelOf(risk) === "high") yield { id: "end-session", details: { session: session.id } };
      },
    },
  },
});
