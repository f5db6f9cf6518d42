import { ChevronRight } from "lucide-react";
import { Fragment, useEffect } from "react";
import { Link, useLocation } from "react-router";
import { useCan, useSession } from "@/api/session";
import { useText } from "@/i18n";
import { navigationFor, pageAt, pages } from "@/navigation";
import { useCrumb } from "@/ui/crumb";
import styles from "./Breadcrumb.module.css";

interface Step {
  name: string;
  to?: string;
}

function useSteps(): Step[] {
  const t = useText();
  const can = useCan();
  const name = useCrumb();
  const { company } = useSession();
  const page = pageAt(pages, useLocation().pathname);
  if (!page) return [{ name: company.name }];
  const group = navigationFor(pages, can).find((one) => one.key === page.group);
  const steps: Step[] = [];
  const first = group?.entries[0];
  if (page.group === "home") steps.push({ name: company.name });
  else steps.push({ name: t(`shell.group.${page.group}`), to: first ? `/${first.path}` : undefined });
  const parent = pages.find((one) => one.path === page.parent);
  if (parent && steps.at(-1)?.name !== t(parent.label))
    steps.push({ name: t(parent.label), to: `/${parent.path}` });
  const last = name ?? t(page.label);
  if (steps.at(-1)?.name !== last) steps.push({ name: last });
  return steps;
}

/** Group, list, thing; also names the browser tab. */
export function Breadcrumb() {
  const t = useText();
  const steps = useSteps();
  const title = steps.at(-1)?.name ?? "";
  const product = t("shell.product");
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
  return (
    <nav aria-label={t("shell.crumbs")} style={{ flex: 1, minWidth: 0 }}>
      <ol className={styles.crumbs}>
        {steps.map((step, at) => (
          <Fragment key={`${step.to} ${step.name}`}>
            <li>
              {at > 0 && <ChevronRight size={14} aria-hidden />}
              {at === steps.length - 1 ? (
                <span className={styles.last} aria-current="page">
                  {step.name}
                </span>
              ) : step.to ? (
                <Link to={step.to}>{step.name}</Link>
              ) : (
                step.name
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
