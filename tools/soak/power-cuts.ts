/**
 * Cuts the power at random moments of a program that writes files, boots again, and looks at the file system.
 *
 *     node dist/tools/soak/power-cuts.js [--count 500] [--from 0] [--image v1.23.0] [--seed 1]
 *
 * `--from` leaves out the first moments of the seed's sequence, for who has had them.
 *
 * Two things are held against each cut. The flash: a cut may touch only the page or sector that was being programmed or
 * erased, and programming only clears bits that it was to clear. The file system (littlefs): it mounts without being made
 * anew, a file that nobody writes is whole, and the one that is written is whole too, in its old or its new version.
 */
import type { Chip } from "../../src/chip/chip.js";
import { STRAPS_FLASH_BOOT } from "../../src/chip/config.js";
import { createChip } from "../../src/chip/create-chip.js";
import { NO_OUTPUTS } from "../../src/chip/outputs.js";
import { flashChipComponent } from "../../src/chip/peripherals/flash-chip.js";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../src/chip/time.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { chipConfig, makeMachine } from "../../src/session/machine.js";
import { SeededRandom } from "../../src/world/random.js";
import { soakArguments } from "./arguments.js";

const { values, whole } = soakArguments({
	usage: "[--count 500] [--from 0] [--image v1.23.0] [--seed 1]",
	options: {
		count: { type: "string", default: "500" },
		from: { type: "string", default: "0" },
		image: { type: "string", default: "v1.23.0" },
		seed: { type: "string", default: "1" },
	},
});

const BAUD = 115200;
const PAGE = 256;
const PROGRAM = 1;
const ERASE = 2;
/** The loop writes for so long before the latest cut. */
const LONGEST_TICKS = 2 * TICKS_PER_SECOND;

const KEPT = 1500;
const SETUP = `f = open('keep.txt', 'w'); f.write('k ' * ${KEPT}); f.close()`;
/** A version of the file is its number, again and again; sizes differ. */
const LOOP =
	"n = 0\rwhile True: n += 1; f = open('a.txt', 'w'); f.write(('%d ' % n) * (300 + n % 7 * 150)); f.close(); print('wrote', n)\r\r";
/** Which word a file consists of, and how often it is there: piece by piece, since the heap is small. */
const CHECK = [
	"def look(name):",
	" with open(name, 'rb') as f:",
	"  w = f.read(8).split(b' ')[0] + b' '; f.seek(0); c = 0",
	"  while True:",
	"   b = f.read(len(w) * 8)",
	"   if not b: return w.decode().strip() + ' ' + str(c // len(w))",
	"   if b != (w * 8)[:len(b)]: return 'mixed ' + str(c)",
	"   c += len(b)",
	"",
	"print('kept', look('keep.txt'), 'wrote', look('a.txt'), 'end')",
].join("\r");

/** The chip and its console, by hand: a recorder cannot start in the middle. */
class Board {
	readonly chip: Chip;
	text = "";

	constructor(image: string) {
		const machine = makeMachine({ firmware: findFirmware(image), rom: findRom() });
		this.chip = createChip(
			chipConfig(machine),
			{
				...NO_OUTPUTS,
				uart: (_tick, line, byte) => {
					if (line === 0) this.text += String.fromCharCode(byte);
				},
			},
			"interp",
		);
	}

	/** Runs until the console has said `text`; what came before is forgotten. Throws Error when it does not. */
	until(text: string, seconds = 60): string {
		const limit = this.chip.tick + seconds * TICKS_PER_SECOND;
		while (!this.text.includes(text)) {
			if (this.chip.tick >= limit)
				throw new Error(`no ${JSON.stringify(text)}, but ${JSON.stringify(this.text.slice(-300))}`);
			this.chip.run(this.chip.tick + TICKS_PER_MS);
		}
		const end = this.text.indexOf(text) + text.length;
		const said = this.text.slice(0, end);
		this.text = this.text.slice(end);
		return said;
	}

	type(text: string): void {
		for (const byte of Buffer.from(text)) {
			this.chip.run(this.chip.tick + Math.ceil((10 * TICKS_PER_SECOND) / BAUD));
			this.chip.input({ kind: "uart", line: 0, byte, baud: BAUD });
		}
	}
}

/** What a cut did to the flash that no flash chip does; undefined when nothing. */
function flashFault(chip: Chip, cut: () => void): string | undefined {
	const flash = chip.state.bytesOf("flash");
	const before = flash.slice();
	const { operation, address, length, data } = chip.state.view(flashChipComponent);
	const planned = data.slice();
	cut();
	const page = address - (address % PAGE);
	for (let at = 0; at < flash.length; at++) {
		if (flash[at] === before[at]) continue;
		if (operation === ERASE && at >= address && at < address + length) continue;
		if (operation !== PROGRAM || at < page || at >= page + PAGE) return `byte 0x${at.toString(16)} changed`;
		const index = (at - address + PAGE) % PAGE;
		if (index >= length || (before[at] & ~flash[at] & planned[index]) !== 0 || flash[at] & ~before[at])
			return `byte 0x${at.toString(16)} was programmed to what nobody wanted`;
	}
	return undefined;
}

const board = new Board(values.image);
const { chip } = board;
board.until(">>> ");
board.type(`${SETUP}\r`);
board.until(">>> ");
board.type(LOOP);
board.until("wrote 1\r\n");
const start = chip.snapshot();
const random = new SeededRandom(BigInt(whole(values.seed)), "power-cuts");
const outcomes = new Map<string, number>();
let failures = 0;
const [from, count] = [whole(values.from), whole(values.count)];
for (let n = 0; n < count; n++) {
	const moment = 1 + random.below(LONGEST_TICKS);
	if (n < from) continue;
	chip.restore(start);
	board.text = "";
	chip.run(chip.tick + moment);
	const wrote = 1 + [...board.text.matchAll(/wrote/g)].length;
	board.text = "";
	const { operation } = chip.state.view(flashChipComponent);
	const under = operation === PROGRAM ? "programming" : operation === ERASE ? "erasing" : "idle";
	const problems: string[] = [];
	const fault = flashFault(chip, () =>
		chip.input({ kind: "power", event: "power-on", straps: STRAPS_FLASH_BOOT }),
	);
	if (fault !== undefined) problems.push(fault);
	let version = "?";
	try {
		const boot = board.until(">>> ");
		if (boot.includes("initial setup")) problems.push("the file system was made anew");
		// Paste mode: no indentation of the prompt's own.
		board.type(`\x05${CHECK}\r\x04`);
		board.until("'end')");
		const said = board.until(">>> ");
		const [, kept, found, length] = /kept (.*) wrote (\S+) (\d+) end/.exec(said) ?? [];
		if (kept === undefined) problems.push(JSON.stringify(said));
		if (kept !== `k ${KEPT}`) problems.push("keep.txt is not what it was");
		const at = Number(found);
		version = at === wrote ? "the last that was reported" : at === wrote + 1 ? "the one under way" : "?";
		if (version === "?") problems.push(`a.txt has version ${found} after ${wrote} was written`);
		if (Number(length) !== 300 + (at % 7) * 150) problems.push(`a.txt has ${length} words`);
	} catch (error) {
		problems.push((error as Error).message);
	}
	const outcome = `${under}: ${problems.length > 0 ? problems.join(", ") : version}`;
	outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
	if (problems.length > 0) failures++;
	if ((n + 1) % 50 === 0) console.error(`${n + 1} of ${count} cuts, ${failures} with problems`);
}
for (const [outcome, times] of [...outcomes].sort()) console.log(`${String(times).padStart(4)}  ${outcome}`);
console.log(`${count - from} cuts, ${failures} with problems`);
process.exitCode = failures === 0 ? 0 : 1;
