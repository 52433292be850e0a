// Compiles scss/ and copies script, typeface and licences into ../static. Run with `npm run build`; the result is committed.
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const packages = join(here, "node_modules");
const atkinson = join(packages, "@fontsource", "atkinson-hyperlegible-next");
const faces = ["400-normal", "400-italic", "600-normal"];
// The frameworks' own typeface and emblems are licensed for other services than this one.
const forbidden = [/GDS Transport/i, /crest/i, /crown/i, /\/assets\//i];

function refuseForbidden(name, text) {
  for (const mark of forbidden) {
    if (mark.test(text)) throw new Error(`${name} names ${mark}: leave out the component that brings it in`);
  }
}

function stylesheet() {
  const { css } = compile(join(here, "scss", "roundtable.scss"), { style: "compressed", loadPaths: [here], quietDeps: true });
  refuseForbidden("roundtable.css", css);
  const licence = "/*! Roundtable, MIT. Contains parts of GOV.UK Frontend 6.3.0 and MoJ Frontend 11.1.0, MIT: see licences/ */\n";
  writeFileSync(join(out, "roundtable.css"), licence + css.replace(/^\uFEFF/, "") + "\n");
}

function scripts() {
  const vendor = readFileSync(join(packages, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
  const banner = "/*! GOV.UK Frontend 6.3.0, MIT: see licences/govuk-frontend.txt */\n";
  writeFileSync(join(out, "govuk-frontend.min.js"), banner + vendor.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n"));
  cpSync(join(here, "src"), out, { recursive: true });
}

function typeface() {
  mkdirSync(join(out, "fonts"), { recursive: true });
  for (const subset of ["latin", "latin-ext"]) {
    for (const face of faces) {
      const file = `atkinson-hyperlegible-next-${subset}-${face}.woff2`;
      copyFileSync(join(atkinson, "files", file), join(out, "fonts", file));
    }
  }
}

function licences() {
  mkdirSync(join(out, "licences"), { recursive: true });
  for (const file of readdirSync(join(here, "licences"))) copyFileSync(join(here, "licences", file), join(out, "licences", file));
  copyFileSync(join(atkinson, "LICENSE"), join(out, "licences", "atkinson-hyperlegible-next.txt"));
}

for (const made of ["fonts", "licences", "parts"]) rmSync(join(out, made), { recursive: true, force: true });
mkdirSync(out, { recursive: true });
stylesheet();
scripts();
typeface();
licences();
