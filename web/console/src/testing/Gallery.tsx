import { Button } from "antd";
import { useCallback, useState } from "react";
import {
  Avatar,
  BulletBar,
  Card,
  Chip,
  CohortHeatmap,
  Definition,
  Delta,
  EmptyState,
  FunnelChart,
  JsonView,
  KpiRow,
  LineChart,
  PageFrame,
  RowsTable,
  SideDrawer,
  StatusDot,
  useFormat,
} from "@/ui";

const DAYS = Array.from({ length: 30 }, (_, at) => `11-${String(at + 1).padStart(2, "0")}`);
const wave = (base: number, swing: number) =>
  DAYS.map((_, at) => Math.round(base + swing * Math.sin(at / 3) + at * 2));

/** The whole kit on one page, for those who build pages; the development server only. */
export default function Gallery() {
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const people = useCallback((value: number) => format.number(value), [format]);
  return (
    <PageFrame
      title="Kit"
      purpose="Every part of @/ui with made-up figures."
      chips={
        <>
          <Chip tone="ok" dot>
            running · 2 s
          </Chip>
          <Chip>v4 draft</Chip>
        </>
      }
      actions={
        <>
          <Button>Secondary</Button>
          <Button type="primary" onClick={() => setOpen(true)}>
            Open the drawer
          </Button>
        </>
      }
    >
      <KpiRow
        items={[
          {
            label: "28 天复购率",
            value: format.percent(0.201),
            alarm: true,
            definition: "28 天内再次付款的客户 ÷ 28 天前已购客户；不含测试与无效流量。",
            delta: { change: -0.021, kind: "points", against: "对比前 28 天" },
            target: { text: "目标 22.0%", tone: "bad" },
            trend: { values: [22, 22.3, 21.9, 22.2, 21, 20.1], target: 22, label: "近 6 期" },
            action: <Chip tone="bad">为什么变了</Chip>,
          },
          {
            label: "老客成交额",
            value: format.money(56_500_000, { compact: true }),
            delta: { change: 0.018, against: "对比上月同期" },
            target: { text: "应达 ¥57.9万 · 97.6%", tone: "warn" },
            trend: { values: [2, 3, 2, 9, 4, 3, 3.4], label: "近 7 天" },
          },
          {
            label: "沉睡唤醒",
            value: "214 人",
            delta: { change: 0.12, against: "对比上月同期" },
            target: { text: "应达 200", tone: "ok" },
            onOpen: () => setOpen(true),
          },
          { label: "退订", value: "12 人", delta: { change: 0.4, good: "down", against: "对比上周" } },
        ]}
      />
      <div style={{ display: "grid", gridTemplateColumns: "2fr 1fr", gap: 16 }}>
        <Card title="每天进入" note="旅程 v3" extra={<a href="#all">全部</a>}>
          <LineChart
            label="每天进入"
            x={DAYS}
            unit="人 / 天"
            sample={6982}
            format={people}
            series={[
              { name: "本期", values: wave(120, 40), area: true },
              { name: "上期", values: wave(100, 30), role: "compare" },
              { name: "目标", values: DAYS.map(() => 150), role: "target" },
            ]}
          />
        </Card>
        <Card title="状态与标签">
          <div className="stack" style={{ gap: 10 }}>
            <div className="row">
              <Chip tone="brand">金卡会员</Chip>
              <Chip tone="warn">抑制 78</Chip>
              <Chip tone="bad">失败</Chip>
              <Chip tone="ok">复购</Chip>
            </div>
            <div className="row">
              <StatusDot tone="ok">正常</StatusDot>
              <StatusDot tone="warn">落后 6%</StatusDot>
              <StatusDot tone="bad">停用</StatusDot>
            </div>
            <div className="row">
              <Avatar name="林婉清" size={32} />
              <Avatar name="Emma Clarke" size={32} />
              <Definition icon text="定义在这里">
                有定义的名字
              </Definition>
            </div>
            <BulletBar value={86} target={88} label="86 / 88" tone="ok" />
            <BulletBar value={66} target={88} label="66 / 88" tone="bad" />
            <Delta change={0.07} against="对比上周六" />
            <JsonView value={{ name: "order_paid", amount: 8700, ok: true, at: null }} />
          </div>
        </Card>
      </div>
      <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 16 }}>
        <Card title="转化漏斗" note="7 天内完成">
          <FunnelChart
            label="转化漏斗"
            steps={[
              { key: "a", name: "浏览商品", people: 12430 },
              { key: "b", name: "加入购物车", people: 4310, took: "中位 8 分钟" },
              { key: "c", name: "支付订单", people: 1268, took: "中位 2 小时" },
            ]}
            onReached={() => setOpen(true)}
            onLost={() => setOpen(true)}
          />
        </Card>
        <Card title="留存" note="按周">
          <CohortHeatmap
            label="留存"
            period={(at) => `第 ${at} 周`}
            cohorts={[
              { key: "1", name: "10-05", size: 820, people: [820, 310, 220, 190, 160] },
              { key: "2", name: "10-12", size: 760, people: [760, 301, 198, 170, null] },
              { key: "3", name: "10-19", size: 910, people: [910, 352, 260, null, null], partial: 2 },
            ]}
            onPick={() => setOpen(true)}
          />
        </Card>
      </div>
      <Card title="正在运行" note="3 项正常" flush>
        <RowsTable
          label="正在运行"
          rowKey={(row) => row.name}
          onOpen={() => setOpen(true)}
          rows={[
            { name: "四件套 · 看而未买促单", people: 334, lift: 0.04 },
            { name: "耗材补货提醒", people: 1204, lift: 0.065 },
          ]}
          columns={[
            { key: "name", title: "名称", render: (row) => row.name },
            { key: "people", title: "人数", align: "right", render: (row) => format.number(row.people) },
            {
              key: "lift",
              title: "提升",
              align: "right",
              render: (row) => <Delta change={row.lift} kind="points" arrow={false} />,
            },
          ]}
        />
      </Card>
      <Card>
        <EmptyState
          title="还没有旅程"
          lesson="从场景模板开始，五分钟建好第一个。"
          action={<Button>从模板新建</Button>}
        />
      </Card>
      <SideDrawer
        open={open}
        onClose={() => setOpen(false)}
        title="为什么变了 · 28 天复购率"
        purpose="22.2% → 20.1%，几乎全部来自嘉兴仓。"
        footer={<Button type="primary">暂停促销并致歉</Button>}
      >
        792
      </SideDrawer>
    </PageFrame>
  );
}
