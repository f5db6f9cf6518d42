import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

interface Crumb {
  name: string | undefined;
  setName: (name: string | undefined) => void;
}

const CrumbContext = createContext<Crumb>({ name: undefined, setName: () => undefined });

/** Holds the name of the thing that the page shows (last part of the breadcrumb). */
export function CrumbProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useState<string>();
  const value = useMemo(() => ({ name, setName }), [name]);
  return <CrumbContext value={value}>{children}</CrumbContext>;
}

export const useCrumb = () => useContext(CrumbContext).name;

/** Name the present thing in the breadcrumb while the page is open. */
export function useCrumbName(name: string | undefined): void {
  const { setName } = useContext(CrumbContext);
  useEffect(() => {
    setName(name);
    return () => setName(undefined);
  }, [name, setName]);
}
