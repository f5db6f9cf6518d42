import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

type Texts = Record<string, string>;
const files = import.meta.glob<Texts>(["./locale/*.json", "../features/*/locale/*.json"], {
  eager: true,
  import: "default",
});

/** All texts of a language: the shell's and every feature's `locale/<language>.json`. */
export function texts(language: Language): Texts {
  const found = Object.entries(files).filter(([path]) => path.endsWith(`/${language}.json`));
  return Object.assign({}, ...found.map(([, one]) => one));
}

const KEY = "marketloop.language";

export function storedLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  if (stored === "zh-CN" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export function currentLanguage(): Language {
  return i18next.language === "en" ? "en" : "zh-CN";
}

/** Show another language from now on, also after a reload. */
export async function showLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export function startI18n(language: Language = storedLanguage()): typeof i18next {
  document.documentElement.lang = language;
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { "zh-CN": { translation: texts("zh-CN") }, en: { translation: texts("en") } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: "{", suffix: "}", escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  });
  return i18next;
}

export type Translate = (key: string, params?: Record<string, unknown>) => string;

/** A key is `module.area.key`; placeholders are `{name}`. */
export function useText(): Translate {
  const { t } = useTranslation();
  return t as unknown as Translate;
}

/** The text of a key when there is one, else the fallback (for words that come from the server). */
export function textOr(key: string, fallback: string, params?: Record<string, unknown>): string {
  return i18next.exists(key) ? String(i18next.t(key, params)) : fallback;
}
