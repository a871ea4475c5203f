/**
 * The SSD1306's commands and display memory, whatever bus they come over, and what the panel shows of them.
 * Source: Solomon Systech, SSD1306 datasheet.
 */
import type { Picture } from "../picture.js";

const PAGE_ROWS = 8;
const MEMORY_WIDTH = 128;
const MEMORY_PAGES = 8;

const enum Addressing {
	Horizontal = 0,
	Vertical = 1,
	Page = 2,
}

/** Bytes that follow a command, by its first byte; the others have none. */
const ARGUMENTS: ReadonlyMap<number, number> = new Map([
	[0x20, 1],
	[0x21, 2],
	[0x22, 2],
	[0x26, 6],
	[0x27, 6],
	[0x29, 5],
	[0x2a, 5],
	[0x81, 1],
	[0x8d, 1],
	[0xa3, 2],
	[0xa8, 1],
	[0xd3, 1],
	[0xd5, 1],
	[0xd9, 1],
	[0xda, 1],
	[0xdb, 1],
]);

export class Ssd1306Controller {
	readonly #memory = new Uint8Array(MEMORY_WIDTH * MEMORY_PAGES);
	readonly #width: number;
	readonly #height: number;
	/** Bytes of the command under way. */
	#command: number[] = [];
	#addressing: Addressing = Addressing.Page;
	#column = 0;
	#page = 0;
	#columns: readonly [number, number] = [0, MEMORY_WIDTH - 1];
	#pages: readonly [number, number] = [0, MEMORY_PAGES - 1];
	#isOn = false;
	#ignoresMemory = false;
	#inverts = false;
	#contrast = 0x7f;
	#startLine = 0;
	#offset = 0;
	#mirrorsColumns = false;
	#mirrorsRows = false;
	#rows = 64;

	/** Size of the panel; a narrow one is wired to the middle columns, as the 72 and 64 pixel wide are. */
	constructor(width: number, height: number) {
		this.#width = width;
		this.#height = height;
	}

	get isOn(): boolean {
		return this.#isOn;
	}

	/** 0 to 255. */
	get contrast(): number {
		return this.#contrast;
	}

	get inverts(): boolean {
		return this.#inverts;
	}

	/** The reset pin; the display memory keeps what it has. */
	reset(): void {
		this.#command = [];
		this.#addressing = Addressing.Page;
		this.#column = 0;
		this.#page = 0;
		this.#columns = [0, MEMORY_WIDTH - 1];
		this.#pages = [0, MEMORY_PAGES - 1];
		this.#isOn = false;
		this.#ignoresMemory = false;
		this.#inverts = false;
		this.#contrast = 0x7f;
		this.#startLine = 0;
		this.#offset = 0;
		this.#mirrorsColumns = false;
		this.#mirrorsRows = false;
		this.#rows = 64;
	}

	/** A byte of display memory. */
	data(byte: number): void {
		this.#memory[this.#page * MEMORY_WIDTH + this.#column] = byte;
		this.#advance();
	}

	/** A byte of a command. */
	command(byte: number): void {
		this.#command.push(byte);
		const [first, ...rest] = this.#command;
		if (rest.length < (ARGUMENTS.get(first) ?? 0)) return;
		this.#command = [];
		this.#execute(first, rest);
	}

	/** What can be seen. */
	picture(): Picture {
		const pixels = new Uint8Array(this.#width * this.#height);
		const left = (MEMORY_WIDTH - this.#width) >> 1;
		if (this.#isOn) {
			for (let y = 0; y < this.#height; y++) {
				for (let x = 0; x < this.#width; x++) {
					if (this.#isLit(left + x, y)) pixels[y * this.#width + x] = 0xff;
				}
			}
		}
		return { width: this.#width, height: this.#height, pixels };
	}

	/** Modules mount the panel so that mirrored rows and columns show upright. */
	#isLit(x: number, y: number): boolean {
		if (this.#ignoresMemory) return true;
		if (y >= this.#rows) return false;
		const line = this.#mirrorsRows ? y : this.#rows - 1 - y;
		const row = (line + this.#startLine + this.#offset) % (MEMORY_PAGES * PAGE_ROWS);
		const column = this.#mirrorsColumns ? x : MEMORY_WIDTH - 1 - x;
		const bit = (this.#memory[(row >> 3) * MEMORY_WIDTH + column] >>> (row & 7)) & 1;
		return (bit === 1) !== this.#inverts;
	}

	#execute(first: number, [a = 0, b = 0]: readonly number[]): void {
		if (first < 0x10) this.#column = (this.#column & 0x70) | first;
		else if (first < 0x20) this.#column = (this.#column & 0x0f) | ((first & 7) << 4);
		else if (first >= 0x40 && first < 0x80) this.#startLine = first & 0x3f;
		else if (first >= 0xb0 && first < 0xb8) this.#page = first & 7;
		switch (first) {
			case 0x20:
				this.#addressing = Math.min(a & 3, Addressing.Page) as Addressing;
				break;
			case 0x21:
				this.#columns = [a & 0x7f, b & 0x7f];
				this.#column = a & 0x7f;
				break;
			case 0x22:
				this.#pages = [a & 7, b & 7];
				this.#page = a & 7;
				break;
			case 0x81:
				this.#contrast = a;
				break;
			case 0xa0:
			case 0xa1:
				this.#mirrorsColumns = first === 0xa1;
				break;
			case 0xa4:
			case 0xa5:
				this.#ignoresMemory = first === 0xa5;
				break;
			case 0xa6:
			case 0xa7:
				this.#inverts = first === 0xa7;
				break;
			case 0xa8:
				this.#rows = (a & 0x3f) + 1;
				break;
			case 0xae:
			case 0xaf:
				this.#isOn = first === 0xaf;
				break;
			case 0xc0:
			case 0xc8:
				this.#mirrorsRows = first === 0xc8;
				break;
			case 0xd3:
				this.#offset = a & 0x3f;
				break;
		}
	}

	#advance(): void {
		const [firstColumn, lastColumn] = this.#columns;
		const [firstPage, lastPage] = this.#pages;
		const nextColumn = (): boolean => {
			const wraps = this.#column === lastColumn;
			this.#column = wraps ? firstColumn : (this.#column + 1) % MEMORY_WIDTH;
			return wraps;
		};
		const nextPage = (): boolean => {
			const wraps = this.#page === lastPage;
			this.#page = wraps ? firstPage : (this.#page + 1) % MEMORY_PAGES;
			return wraps;
		};
		switch (this.#addressing) {
			case Addressing.Horizontal:
				if (nextColumn()) nextPage();
				break;
			case Addressing.Vertical:
				if (nextPage()) nextColumn();
				break;
			case Addressing.Page:
				this.#column = (this.#column + 1) % MEMORY_WIDTH;
				break;
		}
	}
}
