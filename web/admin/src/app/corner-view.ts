// The corner itself, apart from the words one says into it.

export { Notifications } from "@mantine/notifications";
