/** Encodes a WebAssembly module: types, imports, functions, one export. */
import { ByteWriter } from "./bytes.js";
import { ValueType } from "./opcodes.js";

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION_TYPE = 0x60;
const FUNCTION_REFERENCE = 0x70;
const END = 0x0b;
/** A global that nobody sets. */
const CONSTANT = 0x00;

const enum Section {
	TYPE = 1,
	IMPORT = 2,
	FUNCTION = 3,
	EXPORT = 7,
	CODE = 10,
}

const enum Kind {
	FUNCTION = 0,
	TABLE = 1,
	MEMORY = 2,
	GLOBAL = 3,
}

/** Parameters and results of a function. */
export interface Signature {
	readonly parameters: readonly ValueType[];
	readonly results: readonly ValueType[];
}

/** A function that the host gives. */
export interface ImportedFunction {
	readonly name: string;
	readonly signature: Signature;
}

/** A function of the module; its locals beyond the parameters, by type in order. */
export interface DefinedFunction {
	readonly signature: Signature;
	readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
	/** Instructions, without the last `end`. */
	readonly body: Uint8Array;
}

/** What a module is made of. Imports come from a namespace called "m". Functions are numbered imports first. */
export interface ModuleParts {
	/** Pages of the imported memory, called "memory": exactly so many. */
	readonly memoryPages: number;
	/** Entries of an imported table of functions, called "table", when there is one: exactly so many. */
	readonly tableSize?: number;
	readonly imports: readonly ImportedFunction[];
	/** Names of imported constants of 32 bits, numbered as globals. */
	readonly constants?: readonly string[];
	/** Types of functions that are called through the table; numbered behind all others. */
	readonly types?: readonly Signature[];
	readonly functions: readonly DefinedFunction[];
	/** Number of the function exported as "run". */
	readonly exported: number;
}

function section(out: ByteWriter, id: Section, content: ByteWriter): void {
	out.byte(id);
	out.unsigned(content.length);
	out.bytes(content.take());
}

function vector<T>(items: readonly T[], write: (out: ByteWriter, item: T, i: number) => void): ByteWriter {
	const out = new ByteWriter();
	out.unsigned(items.length);
	items.forEach((item, i) => {
		write(out, item, i);
	});
	return out;
}

function signature(out: ByteWriter, { parameters, results }: Signature): void {
	out.byte(FUNCTION_TYPE);
	for (const types of [parameters, results]) {
		out.unsigned(types.length);
		out.bytes(types);
	}
}

function functionBody(out: ByteWriter, { locals, body }: DefinedFunction): void {
	const declared = vector(locals, (to, { count, type }) => {
		to.unsigned(count);
		to.byte(type);
	});
	out.unsigned(declared.length + body.length + 1);
	out.bytes(declared.take());
	out.bytes(body);
	out.byte(END);
}

/** The module's bytes. */
export function encodeModule(parts: ModuleParts): Uint8Array<ArrayBuffer> {
	const { imports, constants = [], functions, memoryPages, tableSize, types = [] } = parts;
	const out = new ByteWriter();
	out.bytes(MAGIC);
	const all = [...[...imports, ...functions].map((item) => item.signature), ...types];
	section(out, Section.TYPE, vector(all, signature));
	const imported = new ByteWriter();
	imported.unsigned(imports.length + constants.length + (tableSize === undefined ? 1 : 2));
	imported.name("m");
	imported.name("memory");
	imported.bytes([Kind.MEMORY, 1]);
	imported.unsigned(memoryPages);
	imported.unsigned(memoryPages);
	if (tableSize !== undefined) {
		imported.name("m");
		imported.name("table");
		imported.bytes([Kind.TABLE, FUNCTION_REFERENCE, 1]);
		imported.unsigned(tableSize);
		imported.unsigned(tableSize);
	}
	imports.forEach(({ name }, type) => {
		imported.name("m");
		imported.name(name);
		imported.byte(Kind.FUNCTION);
		imported.unsigned(type);
	});
	for (const name of constants) {
		imported.name("m");
		imported.name(name);
		imported.bytes([Kind.GLOBAL, ValueType.I32, CONSTANT]);
	}
	section(out, Section.IMPORT, imported);
	section(
		out,
		Section.FUNCTION,
		vector(functions, (to, _, i) => to.unsigned(imports.length + i)),
	);
	section(
		out,
		Section.EXPORT,
		vector(["run"], (to, name) => {
			to.name(name);
			to.byte(Kind.FUNCTION);
			to.unsigned(parts.exported);
		}),
	);
	section(out, Section.CODE, vector(functions, functionBody));
	return out.take();
}
