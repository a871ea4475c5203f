/** Tests that build the committed images anew: they need the compiler the images are from, and no other. */
import { execFileSync } from "node:child_process";
import test, { type ExecutionContext } from "ava";

const GCC = "xtensa-lx106-elf-gcc";
/** Another version may choose other instructions. */
const VERSION = "12.2.0";

/** Why nothing can be built here; undefined when it can. */
function obstacle(): string | undefined {
	try {
		const version = execFileSync(GCC, ["-dumpfullversion"], { encoding: "utf8" }).trim();
		return version === VERSION ? undefined : `the images are from ${GCC} ${VERSION}, not ${version}`;
	} catch {
		return `${GCC} is not installed`;
	}
}

/**
 * Registers a test that builds with Debian's compiler. Where it is not, or is another version, the test is skipped
 * and its title says why; with REPLAY_REQUIRE_COMPILER=1 it fails instead.
 */
export function compilerTest(title: string, body: (t: ExecutionContext) => void): void {
	const reason = obstacle();
	if (reason === undefined) test(title, body);
	else if (process.env.REPLAY_REQUIRE_COMPILER === "1") test(title, (t) => t.fail(reason));
	else test.skip(`${title} [skipped: ${reason}]`, body);
}
