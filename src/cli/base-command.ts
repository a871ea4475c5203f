/** What all commands share: errors become one line and an exit code. */
import { Command } from "clipanion";
import { type ExitCode, exitCodeOf } from "./exit-codes.js";

export abstract class BaseCommand extends Command {
	/** Does the work. */
	protected abstract run(): Promise<ExitCode>;

	override async execute(): Promise<number> {
		try {
			return await this.run();
		} catch (error) {
			return this.report(error);
		}
	}

	/** Says what went wrong, in one line; REPLAY_DEBUG=1 adds where. */
	protected report(error: unknown): ExitCode {
		const { message, stack } = error instanceof Error ? error : new Error(String(error));
		const debug = this.context.env.REPLAY_DEBUG === "1" && stack !== undefined;
		this.context.stderr.write(`replay: ${message}\n${debug ? `${stack}\n` : ""}`);
		return exitCodeOf(error);
	}

	/** Writes a line to stdout. */
	protected print(line: string): void {
		this.context.stdout.write(`${line}\n`);
	}
}
