/** Words: sentences of the catalogue and figures, as `wording/text.py` and `wording/formats.py` write them. */

const EURO = 1_000_000;
const CENT = 10_000;
const MOST_SHOWN_PERCENT = 90;

/** A function that says a sentence of `words` ({key: [form, plural form]}) with its facts; `n` chooses the form. */
export function speaker(words, locale) {
  return (key, facts = {}) => {
    const forms = words[key];
    const form = isPlural(locale, facts.n) ? forms.at(-1) : forms[0];
    return form.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  };
}

/** French says "0 point", English "0 points"; both say "2 points". */
function isPlural(locale, count) {
  return Number.isInteger(count) && (Math.abs(count) > 1 || (locale === "en" && count === 0));
}

/** A whole number of units, halves rounded up as boards compare them. */
export function halfUp(value, unit) {
  return Math.floor((2 * value + unit) / (2 * unit));
}

/** Money in whole euros, as boards compare it. */
export function inEuros(microEuros) {
  return halfUp(microEuros, EURO);
}

/** The figures of a language: functions that write numbers, money, shares and ranks, and times as `zone` shows them. */
export function formats(locale, zone = undefined) {
  const plain = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: "percent" });
  const money = (digits) =>
    new Intl.NumberFormat(locale, {
      style: "currency",
      currency: "EUR",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const [toTheEuro, toTheCent] = [money(0), money(2)];
  const inZone = (parts) => new Intl.DateTimeFormat(locale, { ...parts, timeZone: zone });
  const time = inZone({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [day, month] = [inZone({ day: "numeric" }), inZone({ month: "short" })];
  return {
    number: (value) => plain.format(value),
    wholeEuros: (microEuros) => toTheEuro.format(inEuros(microEuros)),
    euros: (microEuros) => toTheCent.format(halfUp(microEuros, CENT) / 100),
    percent: (value) => `${value >= MOST_SHOWN_PERCENT ? "≥\u00a0" : ""}${share.format(value / 100)}`,
    rank: (value) => `${value}${ordinal(locale, value)}`,
    /** Hours and minutes of a moment (milliseconds, Date or ISO). */
    time: (moment) => time.format(new Date(moment)),
    /** Day, month, hours and minutes of a moment. */
    moment(moment) {
      const date = new Date(moment);
      return `${day.format(date)} ${month.format(date)}, ${time.format(date)}`;
    },
  };
}

/** The ending of a rank; of a place, which in French is feminine. */
function ordinal(locale, value) {
  if (locale === "fr") {
    return value === 1 ? "re" : "e";
  }
  const teen = [11, 12, 13].includes(value % 100);
  return teen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[value % 10] ?? "th");
}
