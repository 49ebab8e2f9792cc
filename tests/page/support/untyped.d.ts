/** Stands in for the types of packages that bring those of a browser along, which are not those of Deno. */
export {};
