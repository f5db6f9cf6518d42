import { Button } from "antd";
import { Compass, Lock } from "lucide-react";
import { useNavigate } from "react-router";
import { useText } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";

export function NotFound() {
  const t = useText();
  const navigate = useNavigate();
  return (
    <EmptyState
      page
      icon={Compass}
      title={t("shell.notFound.title")}
      lesson={t("shell.notFound.lesson")}
      action={
        <Button type="primary" onClick={() => navigate("/")}>
          {t("shell.notFound.action")}
        </Button>
      }
    />
  );
}

export function Forbidden({ permission }: { permission: string }) {
  const t = useText();
  return (
    <EmptyState
      page
      icon={Lock}
      title={t("shell.forbidden.title")}
      lesson={t("shell.forbidden.lesson", { permission })}
    />
  );
}
