import { Logo } from "./Logo";

/** While the session is read. */
export function Splash() {
  return (
    <div style={{ display: "grid", placeItems: "center", height: "100%", opacity: 0.5 }} role="status">
      <Logo size={40} />
    </div>
  );
}
