const TONES = ["#2B3A67", "#7A4460", "#35685A", "#6B5426", "#4A4A82", "#8A4B32", "#2F6478", "#5D3F73"];

/** The same name always gets the same colour. */
export function toneOf(name: string): string {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return TONES[sum % TONES.length] ?? "#2B3A67";
}

/** First sign of a Chinese name, initials of another. */
export function initialsOf(name: string): string {
  const words = name.trim();
  if (!words) return "?";
  if (/^[㐀-鿿]/.test(words)) return words.slice(0, 1);
  const parts = words.split(/[\s._-]+/).filter(Boolean);
  return parts
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("");
}

export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  return (
    <span
      aria-hidden
      style={{
        display: "inline-grid",
        placeItems: "center",
        flex: "none",
        width: size,
        height: size,
        borderRadius: "50%",
        background: toneOf(name),
        color: "#fff",
        fontSize: Math.max(10, Math.round(size * 0.44)),
        fontWeight: 600,
        lineHeight: 1,
      }}
    >
      {initialsOf(name)}
    </span>
  );
}
