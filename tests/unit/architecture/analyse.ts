import ts from "typescript";

/** A path in a comment that the hosted bundler would take for an import. */
export interface CommentedImport {
  specifier: string;
  line: number;
}

/** One use of a global: `fetch`, `Deno.env`, `Date.now`, `new Date()` and the like. */
export interface GlobalFact {
  use: string;
  line: number;
}

export interface ModuleFacts {
  path: string;
  /** Lines of text, without the end of the last one. */
  lines: number;
  globals: GlobalFact[];
  /** Lines with a dynamic import whose target is computed. */
  computedImports: number[];
  commentedImports: CommentedImport[];
}

const GLOBAL_OBJECTS = new Set(["globalThis", "self", "window", "global"]);
const WATCHED = new Set(["Date", "Deno", "Temporal", "fetch", "performance", "process"]);

/**
 * Parses TypeScript modules with the TypeScript compiler and returns which of the watched globals they
 * use, and what reads imports by another way than `import_rules.ts` does. Nothing outside `files` is read, so a test can pass modules that
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
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const facts: ModuleFacts = {
    path,
    lines: source.text.trimEnd().split("\n").length,
    globals: [],
    computedImports: [],
    commentedImports: commentedImports(source, lineOf),
  };

  const visit = (node: ts.Node): void => {
    // A type names a global without reading it: `fetch: typeof fetch` is how one is passed in.
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (isComputedImport(node)) facts.computedImports.push(lineOf(node.getStart()));
    if (ts.isIdentifier(node) && isGlobalReference(node, checker)) {
      for (const use of globalUses(node)) {
        facts.globals.push({ use, line: lineOf(node.getStart()) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return facts;
}

function isComputedImport(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) {
    return false;
  }
  const [target] = node.arguments;
  return target === undefined || literal(target) === null;
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
function commentedImports(
  source: ts.SourceFile,
  lineOf: (at: number) => number,
): CommentedImport[] {
  const pattern =
    /(?:import|export)\s+(?:\{[^{}]+\}|.*?)\s*(?:from)?\s*['"](\.{1,2}\/[^'"\n]*)['"]/g;
  const found: CommentedImport[] = [];
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
        found.push({ specifier: match[1] ?? "", line: lineOf(range.pos + match.index) });
      }
    }
    for (const child of node.getChildren(source)) scan(child);
  };
  scan(source);
  return found;
}
