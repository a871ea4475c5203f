/** HTML that is put together from texts: what is no markup is escaped where it is put in. */

/** Markup; only this module makes it. */
export class Markup {
	constructor(readonly text: string) {}
}

type Part = string | number | Markup | readonly Markup[];

/** A template of markup: parts that are not markup are texts. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
	return new Markup(strings.reduce((text, next, i) => text + asText(parts[i - 1]) + next));
}

function asText(part: Part): string {
	if (part instanceof Markup) return part.text;
	if (typeof part === "object") return part.map(({ text }) => text).join("");
	return escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** A text for an element or a quoted attribute; control characters that HTML has no place for are shown as such. */
export function escapeHtml(text: string): string {
	return text
		.replace(/[&<>"']/g, (character) => ENTITIES[character])
		.replace(/\p{Cc}/gu, (character) =>
			character === "\n" || character === "\t" ? character : controlPicture(character),
		);
}

/** U+2400 and up show the control characters of ASCII. */
function controlPicture(character: string): string {
	const code = character.charCodeAt(0);
	return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
}
