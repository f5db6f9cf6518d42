import { Button, Dropdown } from "antd";
import { ChevronDown, TagIcon, Tags } from "lucide-react";
import { useState } from "react";
import { useText } from "@/i18n";
import type { Customer } from "../api";
import type { Kind, Target } from "../changes/api";
import { BulkDialog } from "../changes/BulkDialog";

interface Props {
  people: Customer[];
  /** What stands for everybody that the search finds; null: only the chosen rows are meant. */
  everybody: Target | null;
  count: number;
  onDone: () => void;
}

/** What can be done to many customers at once; each runs as one job and can be undone for 30 days. */
export function BulkActions({ people, everybody, count, onDone }: Props) {
  const t = useText();
  const [kind, setKind] = useState<Kind | null>(null);
  const more: Kind[] = ["owner", "trait", "consent"];
  return (
    <>
      <Button icon={<TagIcon size={14} />} onClick={() => setKind("tag_add")}>
        {t("customers.bulk.add")}
      </Button>
      <Button icon={<Tags size={14} />} onClick={() => setKind("tag_remove")}>
        {t("customers.bulk.remove")}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: more.map((key) => ({ key, label: t(`customers.bulk.title_${key}`) })),
          onClick: ({ key }) => setKind(key as Kind),
        }}
      >
        <Button>
          {t("customers.bulk.more")} <ChevronDown size={13} aria-hidden />
        </Button>
      </Dropdown>
      <BulkDialog
        kind={kind}
        target={everybody ?? { profiles: people.map((one) => one.id) }}
        count={everybody ? count : people.length}
        onClose={() => setKind(null)}
        onDone={onDone}
      />
    </>
  );
}
