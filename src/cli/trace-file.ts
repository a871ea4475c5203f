/** Opens a trace named on the command line. */
import { statSync } from "node:fs";
import { isMissing } from "../firmware/files.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";
import { UsageMistake } from "./exit-codes.js";

/** Opens, hands over, closes. Throws UsageMistake for a file that is not there, and TraceError. */
export async function withTrace<T>(path: string, use: (reader: TraceReader) => T | Promise<T>): Promise<T> {
	const hash64 = await loadHash64();
	const source = openSource(path);
	try {
		return await use(new TraceReader(source, hash64));
	} finally {
		source.close();
	}
}

function openSource(path: string): FileSource {
	try {
		if (statSync(path).isDirectory()) throw new Error("it is a folder");
		return new FileSource(path);
	} catch (error) {
		const why = isMissing(error) ? "there is no such file" : (error as Error).message;
		throw new UsageMistake(`the trace ${path} cannot be opened: ${why}`, { cause: error });
	}
}
