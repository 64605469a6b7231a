/** Fitting: the largest letters with which words stay within their box. */

const STEPS = 12;

/** Give an element the largest `--size`, in units of the stage, at which it does not overflow; whether there is one. */
export function fit(element, least, most) {
  let [low, high] = [least, most];
  for (let step = 0; step < STEPS; step += 1) {
    const size = (low + high) / 2;
    element.style.setProperty("--size", size);
    const fits = element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth;
    [low, high] = fits ? [size, high] : [low, size];
  }
  element.style.setProperty("--size", Math.floor(low));
  return low > least;
}
