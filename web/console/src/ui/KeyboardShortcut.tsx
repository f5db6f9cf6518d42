import styles from "./KeyboardShortcut.module.css";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function KeyboardShortcut({ keys }: { keys: string[] }) {
  return (
    <span className={styles.keys}>
      {keys.map((key) => (
        <kbd key={key}>{MAC ? key.replace("Ctrl", "⌘") : key}</kbd>
      ))}
    </span>
  );
}
