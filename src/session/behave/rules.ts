/** What may differ between two builds' runs: text that is left out or replaced on both sides before they compare. */

export interface RuleSet {
	/** A line in which one of these matches is left out. */
	readonly ignoreLines: readonly RegExp[];
	/** What matches is replaced by the text; patterns must be global. */
	readonly replace: readonly { readonly pattern: RegExp; readonly by: string }[];
	/** `order`: the levels of each pin in their order; `ignore`: not compared. */
	readonly pins: "order" | "ignore";
	/** `contents`: the files on flash, by name and contents; `ignore`: not compared. */
	readonly files: "contents" | "ignore";
	/** A file or directory whose path one of these matches is left out. */
	readonly ignoreFiles: readonly RegExp[];
	/** Whether files count that MicroPython makes by itself: each release makes its own. */
	readonly stockFiles: "compare" | "ignore";
}

/** Lines that the boot ROM and the vendor's SDK print, whatever the firmware does. */
const CHATTER: readonly RegExp[] = [
	/^ ets [A-Z][a-z]{2} +\d/,
	/^rst cause:|^load 0x|^ho 0 tail|^tail \d+$|^chksum 0x|^csum 0x|^wdt reset$/,
	/^rf\[\d+\]|^rf cal sector|^freq trace|^Writing init data|^w_flash|^no init data/,
	/^SDK ver:|^phy ver:|^_?ld: |^dhcp (client|server) start|^bcn |^(add|del) if\d/,
	/^(scandone$|state: |pm (open|close)|reconnect$|no .+ found|cnt $|connected with |ip:|usl$|sl$|add \d|join|aid \d|bcn_timeout|f r?-?\d)/,
	/^Performing initial setup$/,
];

/** The defaults: chatter, versions, addresses, memory figures. */
export const DEFAULT_RULES: RuleSet = {
	ignoreLines: CHATTER,
	replace: [
		// Cut off where firmware sets the UART up anew, so only what is there of it may go.
		{ pattern: /mode : (?:(?:sta|softAP)\([0-9a-f:]*\)?(?: \+ )?|null)*/g, by: "" },
		{ pattern: /#\d+ ets(?:_task\([0-9a-f, ]*\)?)?/g, by: "" },
		{ pattern: /v\d+\.\d+(?:\.\d+)*(?:-[\w.+-]+)*(?: on \d{4}-\d\d-\d\d)?/g, by: "<version>" },
		{ pattern: /(?<![\d.])\d+\.\d+\.\d+(?=\(|-|')/g, by: "<version>" },
		{ pattern: /; ESP module(?: \(\w+\))? with ESP8266/g, by: "; <board>" },
		{ pattern: /0x[0-9a-f]{5,8}\b/gi, by: "<address>" },
		{
			pattern:
				/\b(stack|total|used|free|max free sz|No\. of 1-blocks|2-blocks|max blk sz): ?\d+(?: out of \d+)?/g,
			by: "$1: <n>",
		},
	],
	pins: "order",
	files: "contents",
	ignoreFiles: [],
	stockFiles: "ignore",
};

/** Nothing may differ. */
export const NO_RULES: RuleSet = {
	ignoreLines: [],
	replace: [],
	pins: "order",
	files: "contents",
	ignoreFiles: [],
	stockFiles: "compare",
};

export class Rules {
	readonly #set: RuleSet;

	constructor(set: RuleSet = DEFAULT_RULES) {
		this.#set = set;
	}

	get pins(): RuleSet["pins"] {
		return this.#set.pins;
	}

	get files(): RuleSet["files"] {
		return this.#set.files;
	}

	/** Whether a file that has this path, on either side, is left out. */
	ignoresFile(path: string): boolean {
		return this.#set.ignoreFiles.some((pattern) => pattern.test(path));
	}

	/** Whether files do not count that are in both runs as MicroPython makes them. */
	get ignoresStockFiles(): boolean {
		return this.#set.stockFiles === "ignore";
	}

	/** Text as it is compared: one LF a line end, nothing that may differ. */
	normalise(text: string): string {
		const lines = text.replaceAll("\r\n", "\n").split("\n");
		const kept = lines
			.filter((line) => !isGarbage(line) && !this.#set.ignoreLines.some((pattern) => pattern.test(line)))
			.map((line) => this.#set.replace.reduce((said, { pattern, by }) => said.replace(pattern, by), line));
		return kept
			.join("\n")
			.replace(/\n{2,}/g, "\n")
			.replace(/^\n/, "");
	}
}

/** A line that was sent at another speed than it was received at, or is no text for other reasons. */
function isGarbage(line: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what garbage is made of
	const odd = line.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
	return odd * 3 > line.length;
}
