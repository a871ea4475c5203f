/** What GDB is told of the target: which machine it is, and where it has memory. */
import { MEMORY_RANGES } from "../memory.js";

/** GDB knows the core's registers by itself, and takes none from here. */
export const TARGET_XML = `<?xml version="1.0"?>
<!DOCTYPE target SYSTEM "gdb-target.dtd">
<target version="1.0"><architecture>xtensa</architecture></target>
`;

/** All there is; flash is read through its window, and programmed by nobody here. */
export const MEMORY_MAP_XML = `<?xml version="1.0"?>
<!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN" "http://sourceware.org/gdb/gdb-memory-map.dtd">
<memory-map>
${MEMORY_RANGES.map(
	({ base, size, isWritable }) =>
		`<memory type="${isWritable ? "ram" : "rom"}" start="0x${base.toString(16)}" length="0x${size.toString(16)}"/>`,
).join("\n")}
</memory-map>
`;

/** The one thread. */
export const THREADS_XML = `<?xml version="1.0"?>
<threads><thread id="1" core="0" name="LX106"/></threads>
`;
