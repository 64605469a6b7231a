/** What a screen has celebrated, remembered in its browser, so that each occasion is celebrated once. */

const LATE = 60_000;
/** A celebration called for longer ago is past. */
const AWAY = 10 * 60_000;
/** A screen that was off for longer takes what was reached meanwhile for known. */

/**
 * What is to be celebrated with a new snapshot: a milestone, `{}` for a call from the stage, or null. Of several
 * milestones only the highest; what was reached before the screen was first opened is none.
 */
export function occasionIn(snapshot, kept, now) {
  const passed = snapshot.milestones.filter((milestone) => milestone.passed);
  const known = kept && now - kept.seenAt < AWAY ? kept : null;
  const reached = known ? passed.filter(({ micro_euros: sum }) => !known.milestones.includes(sum)) : [];
  const { celebrations, celebrated_at: calledAt } = snapshot.stage;
  const called = celebrations > (kept?.calls ?? 0) && now - Date.parse(calledAt) < LATE;
  return reached.at(-1) ?? (called && kept ? {} : null);
}

/** What is known after a snapshot; a milestone once passed stays known. */
export function knownAfter(snapshot, kept, now) {
  const passed = snapshot.milestones.filter((milestone) => milestone.passed).map((milestone) => milestone.micro_euros);
  return {
    milestones: [...new Set([...(kept?.milestones ?? []), ...passed])],
    calls: Math.max(snapshot.stage.celebrations, kept?.calls ?? 0),
    seenAt: now,
  };
}

/** What this browser knows of an edition; null before it first showed it. */
export function recall(edition) {
  try {
    const kept = JSON.parse(localStorage.getItem(`celebrated:${edition}`));
    return isWhole(kept) ? kept : null;
  } catch {
    return null; // nothing may be kept here
  }
}

function isWhole({ milestones, calls, seenAt }) {
  return Array.isArray(milestones) && Number.isFinite(calls) && Number.isFinite(seenAt);
}

/** Keep what is known. */
export function remember(edition, known) {
  try {
    localStorage.setItem(`celebrated:${edition}`, JSON.stringify(known));
  } catch {
    // Full or forbidden: this page still knows.
  }
}
