import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { useSessionActions, useSessionQuery } from "@/api/session";
import { refuse, renderPage, SESSION } from "@/testing/render";

function Who() {
  const session = useSessionQuery();
  const { signOut } = useSessionActions();
  return (
    <button type="button" onClick={() => void signOut()}>
      {session.data ? session.data.user.name : "nobody"}
    </button>
  );
}

it("tells the routes at once when the person signs out", async () => {
  let inside = true;
  renderPage(<Who />, {
    "GET /api/v1/session": () =>
      inside ? SESSION : refuse({ status: 401, code: "not_signed_in", detail: "请登录" }),
    "DELETE /api/v1/session": () => {
      inside = false;
      return undefined;
    },
  });
  await userEvent.click(await screen.findByText("苏晴"));
  await waitFor(() => expect(screen.getByText("nobody")).toBeTruthy());
});
