import { Component, type ReactNode } from "react";
import { ErrorState } from "@/ui/ErrorState";

interface State {
  error: unknown;
}

/** A page that breaks leaves the shell standing and says so. */
export class PageBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <ErrorState error={this.state.error} retry={() => window.location.reload()} page />;
  }
}
