/**
 * When V8 optimises. In Node 20 it does so when a function has executed some 200 KB of bytecode: a boot has then many
 * functions optimised in the background that it hardly calls again, which takes a sixth of a boot's processor time, and of a
 * minute's; the interpreter's speed does not suffer. Later versions count otherwise, and do not know the option.
 */
import { setFlagsFromString } from "node:v8";

const NODE_20 = /^11\.3\./;
/** Bytes; fifteen times what it is. */
const OPTION = "--interrupt-budget=1000000";

/** Makes V8 optimise later, in all threads. */
export function delayTierUp(v8: string = process.versions.v8): void {
	if (NODE_20.test(v8)) setFlagsFromString(OPTION);
}
