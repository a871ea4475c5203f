/** Which of the outside tools the differential tests compare with are installed. */
import { spawnSync } from "node:child_process";
import test, { type ExecutionContext } from "ava";

/** Whether `command` runs. */
const runs = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;

/**
 * `test`, or a skipped test that says why when `command` is not installed; with the environment
 * variable `required` set to 1, a failing one instead.
 */
export function testWith(
	command: string,
	required: string,
	title: string,
	body: (t: ExecutionContext) => void,
): void {
	if (runs(command)) test(title, body);
	else if (process.env[required] === "1") {
		test(title, (t) => t.fail(`${command} is not installed, and ${required}=1`));
	} else test.skip(`${title} (skipped: ${command} is not installed)`, body);
}
