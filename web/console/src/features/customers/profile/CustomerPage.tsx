import { Suspense, useState } from "react";
import { useParams } from "react-router";
import { AccountsCard } from "@/features/accounts";
import { OrderDrawer } from "@/features/shop";
import { ErrorState, PageSkeleton, useCrumbName } from "@/ui";
import { nameOf } from "../words";
import { type Profile, useOrders, useProfile } from "./api";
import { JourneysCard, SegmentsCard, StagesCard } from "./cards/BelongingCards";
import { ConsentCard } from "./cards/ConsentCard";
import { NotesCard } from "./cards/NotesCard";
import { TagsCard } from "./cards/TagsCard";
import { TraitsCard } from "./cards/TraitsCard";
import { HistoryCard } from "./HistoryCard";
import { Head } from "./head/Head";
import { IdentityCard } from "./identity/IdentityCard";
import styles from "./profile.module.css";

export interface Clear {
  phone: string;
  email: string;
  traits: Record<string, unknown>;
}

function Body({ person }: { person: Profile }) {
  const orders = useOrders(person.id);
  const [clear, setClear] = useState<Clear | null>(null);
  const [order, setOrder] = useState<string | null>(null);
  const rows = orders.data?.items ?? [];
  const openByNumber = (number: string) => {
    const found = rows.find((one) => one.order_id === number || one.order_no === number);
    if (found) setOrder(found.id);
  };
  return (
    <>
      <Head person={person} orders={rows} clear={clear} onReveal={setClear} />
      <div className={styles.body}>
        <div className={styles.column}>
          <TraitsCard person={person} clear={clear?.traits} />
          <ConsentCard person={person} />
          <TagsCard person={person} />
          <SegmentsCard id={person.id} />
        </div>
        <HistoryCard id={person.id} orders={orders} onOrder={setOrder} onOrderNumber={openByNumber} />
        <div className={styles.column}>
          <IdentityCard id={person.id} />
          <Suspense>
            <AccountsCard person={person.id} />
          </Suspense>
          <NotesCard id={person.id} />
          <JourneysCard id={person.id} />
          <StagesCard person={person} />
        </div>
      </div>
      <OrderDrawer id={order} onClose={() => setOrder(null)} />
    </>
  );
}

/** One customer, all around: who they are, what they agreed to, what happened, how they are known. */
export default function CustomerPage() {
  const { id = "" } = useParams();
  const person = useProfile(id);
  useCrumbName(person.data && nameOf(person.data));
  if (person.isError) return <ErrorState error={person.error} retry={() => person.refetch()} page />;
  if (!person.data) return <PageSkeleton />;
  return (
    <div className={styles.page}>
      <Body key={id} person={person.data} />
    </div>
  );
}
