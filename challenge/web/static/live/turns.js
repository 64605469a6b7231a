/** Turns: of all tabs of a browser one leads, and when it closes the next one does. */

/**
 * Take one's turn at leading: `lead()` begins and returns how to end it. Without the browser's locks every tab leads.
 * Returns {steal, leave}: steal takes the lead from a tab that has fallen silent.
 */
export function takeTurns(name, lead) {
  if (!navigator.locks) {
    return { steal() {}, leave: lead() };
  }
  let waiting = new AbortController();
  let attempt = 0;
  let end = null;
  let letGo = null;
  let left = false;

  const stop = () => {
    end?.();
    letGo?.();
    end = letGo = null;
  };
  const hold = () => {
    if (left) {
      return undefined;
    }
    end = lead();
    return new Promise((resolve) => {
      letGo = resolve;
    });
  };
  const request = async (options) => {
    attempt += 1;
    const own = attempt;
    try {
      await navigator.locks.request(name, options, hold);
    } catch {
      // Called off here, or stolen by another tab.
    }
    if (own === attempt) {
      stop();
      queue();
    }
  };
  const queue = () => {
    if (!left) {
      waiting = new AbortController();
      request({ signal: waiting.signal });
    }
  };

  queue();
  return {
    steal() {
      if (!end && !left) {
        const called = request({ steal: true });
        waiting.abort();
        return called;
      }
      return undefined;
    },
    leave() {
      left = true;
      waiting.abort();
      stop();
    },
  };
}
