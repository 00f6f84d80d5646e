// Copies what is vendored, unchanged but for the pointer to a source map that is not shipped.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const look = "../src/wayhome/look/";
const web = "node_modules/@fontsource-variable/public-sans/files/public-sans-";
const print = "node_modules/@expo-google-fonts/public-sans/";

mkdirSync(look + "fonts", { recursive: true });
copyFileSync(web + "latin-wght-normal.woff2", look + "static/look/public-sans-latin.woff2");
copyFileSync(web + "latin-ext-wght-normal.woff2", look + "static/look/public-sans-latin-ext.woff2");
for (const cut of ["400Regular", "700Bold", "800ExtraBold"]) {
  copyFileSync(`${print}${cut}/PublicSans_${cut}.ttf`, `${look}fonts/PublicSans_${cut}.ttf`);
}
copyFileSync(print + "LICENSE_FONT", look + "fonts/OFL.txt");

const script = readFileSync("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js", "utf8");
writeFileSync(look + "static/look/govuk-frontend.min.js", script.replace(/\/\/# sourceMappingURL=.*\s*$/, "\n"));
