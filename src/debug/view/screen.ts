/** A screen of lines on a terminal: written whole, so that nothing has to be remembered. */

const ESC = "\x1b[";
export const ALTERNATE_ON = `${ESC}?1049h${ESC}?25l`;
export const ALTERNATE_OFF = `${ESC}?25h${ESC}?1049l`;

/** How a line is shown. */
export type Style = "plain" | "title" | "marked" | "dim";

const STYLES: Readonly<Record<Style, string>> = {
	plain: "",
	title: `${ESC}7m`,
	marked: `${ESC}1m`,
	dim: `${ESC}2m`,
};

export interface ScreenLine {
	readonly text: string;
	readonly style?: Style;
}

/** What makes `lines` the contents of a screen of this size; what does not fit is cut off. */
export function paint(lines: readonly ScreenLine[], columns: number, rows: number): string {
	const shown = Array.from({ length: rows }, (_, i) => {
		const { text, style = "plain" } = lines[i] ?? { text: "" };
		const cut = clip(text, columns);
		return `${ESC}${i + 1};1H${STYLES[style]}${cut}${style === "plain" ? "" : `${ESC}0m`}`;
	});
	return shown.join("");
}

/** `text` in exactly `width` columns; control characters become dots. */
export function clip(text: string, width: number): string {
	const clean = [...text].map((character) => (isPlain(character) ? character : ".")).slice(0, width);
	return clean.join("") + " ".repeat(width - clean.length);
}

/** One column wide: else a line of a guest's text could break the screen. */
function isPlain(character: string): boolean {
	const code = character.codePointAt(0) ?? 0;
	return (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0x300);
}

/** Two columns of lines beside each other. */
export function beside(
	left: readonly ScreenLine[],
	right: readonly string[],
	leftWidth: number,
): ScreenLine[] {
	return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => ({
		text: `${clip(left[i]?.text ?? "", leftWidth)} ${right[i] ?? ""}`,
		...(left[i]?.style ? { style: left[i].style } : {}),
	}));
}

/** A text in lines of at most `width` columns, one at least. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
	return lines.length === 0 ? [""] : lines;
}
