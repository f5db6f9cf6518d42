import { type ThemeConfig, theme } from "antd";

/** The tokens that Ant Design needs as values; `tokens.css` holds the same for our own components. */
const LIGHT = {
  colorPrimary: "#3D5AFE",
  colorLink: "#2F46D6",
  colorSuccess: "#12B886",
  colorWarning: "#F59F00",
  colorError: "#E5484D",
  colorBgLayout: "#F5F6F8",
  colorBgContainer: "#FFFFFF",
  colorBgElevated: "#FFFFFF",
  colorBorder: "#D9DCE3",
  colorBorderSecondary: "#E8EAEE",
  colorSplit: "#E8EAEE",
  colorText: "#12151D",
  colorTextSecondary: "#424957",
  colorTextTertiary: "#656D7D",
  colorTextPlaceholder: "#656D7D",
  colorFillAlter: "#F8F9FB",
};
const DARK: typeof LIGHT = {
  colorPrimary: "#4B63F6",
  colorLink: "#9DB0FF",
  colorSuccess: "#2CC598",
  colorWarning: "#F7AE2C",
  colorError: "#EF6A6E",
  colorBgLayout: "#0E1117",
  colorBgContainer: "#161A22",
  colorBgElevated: "#1B202A",
  colorBorder: "#343C4B",
  colorBorderSecondary: "#252B37",
  colorSplit: "#252B37",
  colorText: "#EDEFF4",
  colorTextSecondary: "#BCC3D0",
  colorTextTertiary: "#8D96A8",
  colorTextPlaceholder: "#8D96A8",
  colorFillAlter: "#1B202A",
};

export function antdTheme(dark: boolean, motion: boolean): ThemeConfig {
  const tone = dark ? DARK : LIGHT;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...tone,
      fontFamily: "var(--font)",
      fontFamilyCode: "var(--mono)",
      fontSize: 14,
      borderRadius: 6,
      borderRadiusLG: 8,
      borderRadiusSM: 4,
      controlHeight: 32,
      wireframe: false,
      motion,
      motionDurationMid: "0.14s",
      motionDurationSlow: "0.2s",
      colorInfo: tone.colorPrimary,
    },
    components: {
      Button: { fontWeight: 500, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Table: {
        headerBg: "transparent",
        headerColor: tone.colorTextTertiary,
        headerSplitColor: "transparent",
        headerSortActiveBg: "transparent",
        headerSortHoverBg: tone.colorFillAlter,
        bodySortBg: "transparent",
        rowHoverBg: tone.colorFillAlter,
        borderColor: tone.colorBorderSecondary,
        cellFontSize: 13,
        cellPaddingBlock: 7,
        cellPaddingInline: 12,
      },
      Modal: { titleFontSize: 16 },
      Form: { itemMarginBottom: 20, verticalLabelPadding: "0 0 6px" },
      Tabs: { horizontalItemPadding: "10px 0", titleFontSize: 14 },
      Tooltip: { fontSize: 12 },
      Segmented: { itemSelectedBg: tone.colorBgElevated },
    },
  };
}
