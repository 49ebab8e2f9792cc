import ts from "typescript";

/** One import, re-export or dynamic import of a module; `null` where the target is computed. */
export interface ImportFact {
  specifier: string | null;
  line: number;
}

/** One use of a global: `fetch`, `Deno.env`, `Date.now`, `new Date()` and the like. */
export interface GlobalFact {
  use: string;
  line: number;
}

export interface ModuleFacts {
  path: string;
  imports: ImportFact[];
  globals: GlobalFact[];
  /** Relative paths in comments that the hosted bundler would take for imports. */
  commentedImports: ImportFact[];
}

const GLOBAL_OBJECTS = new Set(["globalThis", "self", "window", "global"]);
const WATCHED = new Set(["Date", "Deno", "Temporal", "fetch", "performance", "process"]);

/**
 * Parses TypeScript modules with the TypeScript compiler and returns what they import and which of
 * the watched globals they use. Nothing outside `files` is read, so a test can pass modules that
 * exist nowhere.
 *
 * @param files source text by project path, for example `shared/jobs/embed.ts`
 */
export function analyse(files: ReadonlyMap<string, string>): ModuleFacts[] {
  const program = ts.createProgram({
    rootNames: [...files.keys()],
    options: {
      noLib: true,
      noResolve: true,
      types: [],
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
    host: inMemoryHost(files),
  });
  const checker = program.getTypeChecker();
  return [...files.keys()].map((path) => {
    const source = program.getSourceFile(path);
    if (source === undefined) throw new Error(`${path} was not parsed`);
    return factsOf(path, source, checker);
  });
}

function inMemoryHost(files: ReadonlyMap<string, string>): ts.CompilerHost {
  return {
    getSourceFile: (name, options) => {
      const text = files.get(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, options, true);
    },
    fileExists: (name) => files.has(name),
    readFile: (name) => files.get(name),
    getDefaultLibFileName: () => "lib.d.ts",
    getCurrentDirectory: () => "",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {},
  };
}

function factsOf(path: string, source: ts.SourceFile, checker: ts.TypeChecker): ModuleFacts {
  const facts: ModuleFacts = { path, imports: [], globals: [], commentedImports: [] };
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;

  const visit = (node: ts.Node): void => {
    const specifier = importedSpecifier(node);
    if (specifier !== undefined) {
      facts.imports.push({ specifier, line: lineOf(node.getStart()) });
    }
    // A type names a global without reading it: `fetch: typeof fetch` is how one is passed in.
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) {
      ts.forEachChild(node, visitTypeImports);
      return;
    }
    if (ts.isIdentifier(node) && isGlobalReference(node, checker)) {
      for (const use of globalUses(node)) {
        facts.globals.push({ use, line: lineOf(node.getStart()) });
      }
    }
    ts.forEachChild(node, visit);
  };
  const visitTypeImports = (node: ts.Node): void => {
    const specifier = importedSpecifier(node);
    if (specifier !== undefined) {
      facts.imports.push({ specifier, line: lineOf(node.getStart()) });
    }
    ts.forEachChild(node, visitTypeImports);
  };

  visit(source);
  facts.commentedImports = commentedImports(source, lineOf);
  return facts;
}

/** The specifier when `node` imports a module, `null` when it is computed, else `undefined`. */
function importedSpecifier(node: ts.Node): string | null | undefined {
  if (ts.isImportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return literal(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return literal(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal);
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    return argument === undefined ? null : literal(argument);
  }
  return undefined;
}

function literal(node: ts.Node): string | null {
  return ts.isStringLiteralLike(node) ? node.text : null;
}

/** True when the identifier is read as a value and nothing in the module declares it. */
function isGlobalReference(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  if (!WATCHED.has(node.text) && !GLOBAL_OBJECTS.has(node.text)) return false;
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  const declarations = symbol?.declarations ?? [];
  // `declare const Deno` names the global, it does not replace it.
  return declarations.every((declaration) => isAmbient(declaration, node));
}

function isAmbient(declaration: ts.Declaration, reference: ts.Identifier): boolean {
  if (declaration === reference.parent) return false;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Ambient) !== 0;
}

/** Which watched uses a reference to a global amounts to; none when it is harmless. */
function globalUses(identifier: ts.Identifier): string[] {
  if (!GLOBAL_OBJECTS.has(identifier.text)) return usesOf(identifier.text, identifier);
  return membersOf(identifier).flatMap(({ name, node }) => {
    if (name === null) return [identifier.text];
    if (GLOBAL_OBJECTS.has(name)) return [`${identifier.text}.${name}`];
    return WATCHED.has(name) ? usesOf(name, node) : [];
  });
}

function usesOf(global: string, node: ts.Node): string[] {
  if (global === "fetch" || global === "performance") return [global];
  const parent = node.parent;
  if (global === "Date") {
    if (ts.isNewExpression(parent) && parent.expression === node) {
      return (parent.arguments?.length ?? 0) === 0 ? ["new Date()"] : [];
    }
    if (ts.isCallExpression(parent) && parent.expression === node) return ["Date()"];
    return membersOf(node).some(({ name }) => name === "now") ? ["Date.now"] : [];
  }
  const member = global === "Temporal" ? "Now" : "env";
  return membersOf(node).flatMap(({ name }) =>
    name === null ? [global] : name === member ? [`${global}.${member}`] : []
  );
}

/**
 * The members read from an object where it stands: `Deno.env`, `Deno["env"]` or
 * `const { env } = Deno`. A name of `null` means that the whole object is handed on.
 */
function membersOf(node: ts.Node): { name: string | null; node: ts.Node }[] {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    return [{ name: parent.name.text, node: parent }];
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return [{ name: literal(parent.argumentExpression), node: parent }];
  }
  if (
    ts.isVariableDeclaration(parent) && parent.initializer === node &&
    ts.isObjectBindingPattern(parent.name)
  ) {
    return parent.name.elements.map((element) => {
      const name = element.propertyName ?? element.name;
      return {
        name: element.dotDotDotToken === undefined && ts.isIdentifier(name) ? name.text : null,
        node: element,
      };
    });
  }
  if (ts.isTypeOfExpression(parent)) return [];
  return [{ name: null, node }];
}

/** The hosted bundler finds imports by pattern, in comments too, and fails on a missing file. */
function commentedImports(source: ts.SourceFile, lineOf: (at: number) => number): ImportFact[] {
  const pattern =
    /(?:import|export)\s+(?:\{[^{}]+\}|.*?)\s*(?:from)?\s*['"](\.{1,2}\/[^'"\n]*)['"]/g;
  const found: ImportFact[] = [];
  const text = source.text;
  const seen = new Set<number>();
  const scan = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const range of ranges) {
      if (seen.has(range.pos)) continue;
      seen.add(range.pos);
      for (const match of text.slice(range.pos, range.end).matchAll(pattern)) {
        found.push({ specifier: match[1] ?? null, line: lineOf(range.pos + match.index) });
      }
    }
    for (const child of node.getChildren(source)) scan(child);
  };
  scan(source);
  return found;
}
