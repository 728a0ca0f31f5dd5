/** First decisions are interpreted and later ones compiled: here all of them are the one or the other. */
export const tiers = [{ interpretedSteps: 0 }, { interpretedSteps: Number.POSITIVE_INFINITY }] as const;

export const [compiled, interpreted] = tiers;
