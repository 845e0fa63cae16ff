/** The reader's language; some systems name it in a form (`en-US@posix`) that `Intl` refuses. */
export const locale: string = isKnown(navigator.language) ? navigator.language : 'en';

function isKnown(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}
