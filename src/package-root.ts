/**
 * The folder of this package, as a URL that ends in a slash: what comes with the program but is no code is found from
 * there. Built, this file lies in dist/src, and as a part of the program in one file in dist/program: both two below.
 */
export const PACKAGE_ROOT: URL = new URL("../../", import.meta.url);
