import { type ComponentType, lazy, Suspense } from "react";
import { Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { grants, SessionProvider, useCan, useSession, useSessionQuery } from "@/api/session";
import { navigationFor, type PageEntry, pages } from "@/navigation";
import { Forbidden, NotFound } from "@/shell/Refusals";
import { Shell } from "@/shell/Shell";
import { Splash } from "@/shell/Splash";
import { SignInPage } from "@/shell/signin/SignInPage";
import { ErrorState } from "@/ui/ErrorState";
import { PageSkeleton } from "@/ui/PageFrame";
import { PageBoundary } from "./PageBoundary";

const components = new Map<string, ComponentType>(pages.map((page) => [page.path, lazy(page.load)]));

function PageRoute({ page }: { page: PageEntry }) {
  const can = useCan();
  const Component = components.get(page.path);
  if (!can(page.permission)) return <Forbidden permission={page.permission ?? ""} />;
  if (!Component) return <NotFound />;
  return (
    <PageBoundary key={page.path}>
      <Suspense fallback={<PageSkeleton />}>
        <Component />
      </Suspense>
    </PageBoundary>
  );
}

const Gallery = import.meta.env.DEV ? lazy(() => import("@/testing/Gallery")) : null;

/** Where a person lands: the first page of their navigation. */
function Landing() {
  const { permissions } = useSession();
  const first = navigationFor(pages, (wanted) => grants(permissions, wanted))[0]?.entries[0];
  return first ? <Navigate to={`/${first.path}`} replace /> : <NotFound />;
}

function SignedIn() {
  const session = useSessionQuery();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Splash />;
  if (session.isError) return <ErrorState error={session.error} retry={() => session.refetch()} page />;
  if (session.data === null) {
    const next = `${pathname}${search}`;
    return <Navigate to={`/sign-in${next === "/" ? "" : `?next=${encodeURIComponent(next)}`}`} replace />;
  }
  return (
    <SessionProvider session={session.data}>
      <Shell>
        <Outlet />
      </Shell>
    </SessionProvider>
  );
}

export function AppRoutes() {
  const homeExists = pages.some((page) => page.path === "home");
  return (
    <Routes>
      <Route path="/sign-in" element={<SignInPage />} />
      <Route element={<SignedIn />}>
        <Route index element={<Landing />} />
        {!homeExists && <Route path="/home" element={<Landing />} />}
        {pages.map((page) => (
          <Route key={page.path} path={`/${page.path}`} element={<PageRoute page={page} />} />
        ))}
        {Gallery && (
          <Route
            path="/kit"
            element={
              <Suspense fallback={<PageSkeleton />}>
                <Gallery />
              </Suspense>
            }
          />
        )}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
