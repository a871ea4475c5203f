/**
 * Compares more random programs than the tests do:
 *
 *     node dist/tools/qemu/main.js FIRST_SEED LAST_SEED
 *
 * Ends with 1 at the first difference, which it prints with the case's code.
 */
import { buildProgram, firstDifference, runHere, runInQemu } from "./differential.js";

const [first, last] = process.argv.slice(2).map(Number);
if (!(first <= last)) {
	process.stderr.write("usage: main.js FIRST_SEED LAST_SEED\n");
	process.exit(2);
}
let instructions = 0;
for (let seed = first; seed <= last; seed++) {
	const program = buildProgram(seed);
	instructions += program.instructions;
	const difference = firstDifference(program, runHere(program), runInQemu(program));
	if (difference !== undefined) {
		process.stdout.write(`seed ${seed}: ${difference}\n`);
		process.exit(1);
	}
	process.stdout.write(`seed ${seed}: alike, ${instructions} instructions so far\n`);
}
