import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import type { SearchHit } from "@/navigation";
import { KeyboardShortcut } from "@/ui/KeyboardShortcut";
import styles from "./Palette.module.css";
import { type HitGroup, useSearch } from "./useSearch";

function useOpenByKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
      const chord = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      if (chord || (event.key === "/" && !typing)) {
        event.preventDefault();
        flushSync(open); // the next key already belongs to the field
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open]);
}

function Results({
  groups,
  active,
  go,
}: {
  groups: HitGroup[];
  active: number;
  go: (hit: SearchHit) => void;
}) {
  let at = -1;
  return groups.map((group) => (
    <div key={group.key}>
      <div className={styles.label}>{group.label}</div>
      {group.hits.map((hit) => {
        at += 1;
        return (
          <button
            type="button"
            key={hit.key}
            id={`hit-${at}`}
            className={`${styles.hit} ${at === active ? styles.active : ""}`}
            onClick={() => go(hit)}
            tabIndex={-1}
          >
            <span className="ellipsis">{hit.title}</span>
            {hit.note && <span className={styles.note}>{hit.note}</span>}
          </button>
        );
      })}
    </div>
  ));
}

function PaletteBody({ close }: { close: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const { groups, busy } = useSearch(words, true);
  const hits = groups.flatMap((group) => group.hits);
  const go = (hit: SearchHit | undefined) => {
    if (!hit) return;
    close();
    navigate(hit.to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setActive((before) => (hits.length ? (before + step + hits.length) % hits.length : 0));
    }
    if (event.key === "Enter") go(hits[active]);
  };
  return (
    <>
      <div className={styles.box}>
        <Search size={17} aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: a dialog that is opened to be typed into
          autoFocus
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKey}
          placeholder={t("shell.search.placeholder")}
          aria-label={t("shell.search.placeholder")}
          aria-activedescendant={`hit-${active}`}
        />
        <KeyboardShortcut keys={["Esc"]} />
      </div>
      <div className={styles.results}>
        <Results groups={groups} active={active} go={go} />
        {hits.length === 0 && !busy && <div className={styles.none}>{t("shell.search.none", { words })}</div>}
      </div>
    </>
  );
}

/** The browser's own modal dialog: it stands, focused, in the same instant in which it is asked for. */
function Dialog({ label, close, children }: { label: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it by the browser itself
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={label}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      {children}
    </dialog>
  );
}

/** Ctrl K: go to any page or thing by name. */
export function Palette() {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [show] = useState(() => () => setOpen(true));
  const close = () => setOpen(false);
  useOpenByKey(show);
  return (
    <>
      <button type="button" className={styles.trigger} onClick={show}>
        <Search size={15} aria-hidden />
        <span>{t("shell.search.placeholder")}</span>
        <span>
          <KeyboardShortcut keys={["Ctrl K"]} />
        </span>
      </button>
      {open && (
        <Dialog label={t("shell.search.open")} close={close}>
          <PaletteBody close={close} />
        </Dialog>
      )}
    </>
  );
}
