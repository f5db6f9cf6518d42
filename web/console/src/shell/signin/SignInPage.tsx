import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { isApiError } from "@/api/errors";
import { useSessionActions, useSessionQuery } from "@/api/session";
import { currentLanguage, showLanguage, useText } from "@/i18n";
import { useTheme } from "@/theme/ThemeProvider";
import { IconButton } from "@/ui/IconButton";
import { Logo } from "../Logo";
import { LoopPicture } from "./LoopPicture";
import styles from "./SignIn.module.css";

interface Words {
  email: string;
  password: string;
}

/** Only places of our own; anything else leads home. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}

function SignInForm() {
  const t = useText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { signIn } = useSessionActions();
  const enter = useMutation({
    meta: { silent: true },
    mutationFn: ({ email, password }: Words) => signIn(email, password),
    onSuccess: () => navigate(safeNext(params.get("next")), { replace: true }),
  });
  const refusal = isApiError(enter.error) ? enter.error.detail : enter.error ? t("ui.error.offline") : "";
  return (
    <Form<Words>
      layout="vertical"
      size="large"
      requiredMark={false}
      onFinish={(words) => enter.mutate(words)}
    >
      {refusal && (
        <div className={styles.refused} role="alert">
          {refusal}
        </div>
      )}
      <Form.Item
        name="email"
        label={t("signin.email")}
        rules={[{ required: true, message: t("signin.email_missing") }]}
      >
        <Input autoFocus autoComplete="username" inputMode="email" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("signin.password")}
        rules={[{ required: true, message: t("signin.password_missing") }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={enter.isPending}>
        {t("signin.submit")}
      </Button>
    </Form>
  );
}

function Tools() {
  const t = useText();
  const { dark, choose } = useTheme();
  const other = currentLanguage() === "en" ? "zh-CN" : "en";
  return (
    <div className={styles.tools}>
      <Button type="text" onClick={() => void showLanguage(other)}>
        {other === "en" ? "English" : "简体中文"}
      </Button>
      <IconButton
        label={dark ? t("shell.theme.light") : t("shell.theme.dark")}
        icon={dark ? Sun : Moon}
        onClick={() => choose(dark ? "light" : "dark")}
      />
    </div>
  );
}

export function SignInPage() {
  const t = useText();
  const [params] = useSearchParams();
  const session = useSessionQuery();
  const title = `${t("signin.title")} · ${t("shell.product")}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (session.data) return <Navigate to={safeNext(params.get("next"))} replace />;
  return (
    <div className={styles.page}>
      <section className={styles.story}>
        <div className={styles.brand}>
          <Logo size={32} />
          {t("shell.product")}
        </div>
        <LoopPicture />
        <div className={styles.words}>
          <h1>{t("signin.story.title")}</h1>
          <p>{t("signin.story.text")}</p>
        </div>
      </section>
      <main className={styles.side}>
        <Tools />
        <div className={styles.form}>
          <div className={`${styles.brand} ${styles.small}`}>
            <Logo size={28} />
            {t("shell.product")}
          </div>
          <h2>{t("signin.title")}</h2>
          <p>{t("signin.purpose")}</p>
          <SignInForm />
          <p className={styles.foot}>{t("signin.forgot")}</p>
        </div>
      </main>
    </div>
  );
}
