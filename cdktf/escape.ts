/**
 * Text as Terraform will read it back unchanged: `${` and `%{` begin a template even inside JSON configuration, so a
 * script holding one would be evaluated, or make the plan fail.
 */
export const escapeTemplate = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** A token in a string, put there by cdktf and replaced by a Terraform expression at synth. */
const TOKEN = /(\$\{TfToken\[[^\]]*\]\})/;

/** {@link escapeTemplate} for text that may hold tokens, which stay what they are. */
export const escapeAroundTokens = (text: string): string =>
  text
    .split(TOKEN)
    .map((part) => (TOKEN.test(part) ? part : escapeTemplate(part)))
    .join('');

/** Does the text hold a value that only Terraform knows? */
export const hasToken = (text: string): boolean => TOKEN.test(text);
