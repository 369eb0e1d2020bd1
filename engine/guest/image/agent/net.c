/* Links, addresses and routes by rtnetlink(7). Messages that belong together go in one datagram: one system call for all. */
#define _GNU_SOURCE
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent.h"
#include "netns.h"

/* A batch of requests, each acknowledged. */
struct batch {
	_Alignas(4) uint8_t bytes[2048];
	size_t size;
	struct nlmsghdr *message;
	unsigned count;
};

static void *extend(struct batch *b, size_t n)
{
	void *at = b->bytes + b->size;
	memset(at, 0, NLMSG_ALIGN(n));
	b->size += NLMSG_ALIGN(n);
	b->message->nlmsg_len = b->bytes + b->size - (uint8_t *)b->message;
	return at;
}

static void *begin(struct batch *b, uint16_t type, uint16_t flags, size_t body)
{
	b->message = (struct nlmsghdr *)(b->bytes + b->size);
	struct nlmsghdr *h = extend(b, sizeof *h);
	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	h->nlmsg_seq = ++b->count;
	return extend(b, body);
}

static struct rtattr *attribute(struct batch *b, uint16_t type, const void *data, size_t n)
{
	struct rtattr *a = extend(b, RTA_LENGTH(n));
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(n);
	if (n)
		memcpy(RTA_DATA(a), data, n);
	return a;
}

static void attribute_u32(struct batch *b, uint16_t type, uint32_t value)
{
	attribute(b, type, &value, sizeof value);
}

static void attribute_text(struct batch *b, uint16_t type, const char *text)
{
	attribute(b, type, text, strlen(text) + 1);
}

static void close_nest(struct batch *b, struct rtattr *a)
{
	a->rta_len = b->bytes + b->size - (uint8_t *)a;
}

/* Sends in the namespace of the calling thread. The first error as errno, -1; the kernel goes on after one. */
static int transact(struct batch *b)
{
	_Alignas(4) uint8_t answers[4096];
	unsigned acknowledged = 0;
	int error = 0, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return -1;
	if (send(fd, b->bytes, b->size, 0) < 0)
		error = errno;
	while (!error && acknowledged < b->count) {
		ssize_t n = recv(fd, answers, sizeof answers, 0);
		if (n < 0) {
			error = errno;
			break;
		}
		for (struct nlmsghdr *h = (void *)answers; NLMSG_OK(h, (size_t)n); h = NLMSG_NEXT(h, n))
			if (h->nlmsg_type == NLMSG_ERROR) {
				acknowledged++;
				if (!error)
					error = -((struct nlmsgerr *)NLMSG_DATA(h))->error;
			}
	}
	close(fd);
	errno = error;
	return error ? -1 : 0;
}

/* "172.17.0.2/16", also "fd00::2/64". False when it is neither. */
struct address {
	uint8_t family, prefix, size;
	uint8_t bytes[16];
};

static bool parse_address(const char *text, struct address *a)
{
	char host[64];
	const char *slash = strchr(text, '/');
	size_t n = slash ? (size_t)(slash - text) : strlen(text);
	if (n >= sizeof host)
		return false;
	memcpy(host, text, n);
	host[n] = 0;
	a->family = strchr(host, ':') ? AF_INET6 : AF_INET;
	a->size = a->family == AF_INET6 ? 16 : 4;
	int prefix = slash ? atoi(slash + 1) : a->size * 8;
	a->prefix = prefix;
	return prefix >= 0 && prefix <= a->size * 8 && inet_pton(a->family, host, a->bytes) == 1;
}

/* The addresses, or gateways, of a request: one of each family at most. */
#define ADDRESSES_MAX 2

struct addresses {
	unsigned count;
	struct address list[ADDRESSES_MAX];
};

static bool parse_addresses(struct items items, uint8_t tag, struct addresses *all)
{
	struct item item;
	all->count = 0;
	while (items_find(&items, tag, &item))
		if (all->count == ADDRESSES_MAX || !parse_address(item_string(&item), &all->list[all->count++]))
			return false;
	return true;
}

static bool has_family(const struct addresses *all, uint8_t family)
{
	for (unsigned i = 0; i < all->count; i++)
		if (all->list[i].family == family)
			return true;
	return false;
}

static void add_up(struct batch *b, int index)
{
	struct ifinfomsg *i = begin(b, RTM_NEWLINK, 0, sizeof *i);
	i->ifi_index = index;
	i->ifi_flags = i->ifi_change = IFF_UP;
}

/* Before it is up: the kernel gives it no link-local address. */
static void add_no_ipv6(struct batch *b, int index)
{
	struct ifinfomsg *i = begin(b, RTM_NEWLINK, 0, sizeof *i);
	uint8_t none = IN6_ADDR_GEN_MODE_NONE;
	i->ifi_index = index;
	struct rtattr *families = attribute(b, IFLA_AF_SPEC, NULL, 0);
	struct rtattr *family = attribute(b, AF_INET6, NULL, 0);
	attribute(b, IFLA_INET6_ADDR_GEN_MODE, &none, sizeof none);
	close_nest(b, family);
	close_nest(b, families);
}

static void add_address(struct batch *b, int index, const struct address *a)
{
	struct ifaddrmsg *m = begin(b, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, sizeof *m);
	m->ifa_family = a->family;
	m->ifa_prefixlen = a->prefix;
	m->ifa_index = index;
	if (a->family == AF_INET6)
		m->ifa_flags = IFA_F_NODAD;
	attribute(b, IFA_LOCAL, a->bytes, a->size);
	attribute(b, IFA_ADDRESS, a->bytes, a->size);
	if (a->family == AF_INET && a->prefix < 31) {
		uint32_t broadcast;
		memcpy(&broadcast, a->bytes, 4);
		broadcast |= htonl(a->prefix ? 0xffffffffu >> a->prefix : 0xffffffffu);
		attribute(b, IFA_BROADCAST, &broadcast, 4);
	}
}

static void add_default_route(struct batch *b, const struct address *gateway)
{
	struct rtmsg *m = begin(b, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, sizeof *m);
	m->rtm_family = gateway->family;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = RTPROT_BOOT;
	m->rtm_scope = RT_SCOPE_UNIVERSE;
	m->rtm_type = RTN_UNICAST;
	attribute(b, RTA_GATEWAY, gateway->bytes, gateway->size);
}

static void delete_default_route(struct batch *b, uint8_t family)
{
	struct rtmsg *m = begin(b, RTM_DELROUTE, 0, sizeof *m);
	m->rtm_family = family;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_scope = RT_SCOPE_NOWHERE;
	m->rtm_type = RTN_UNICAST;
}

int net_loopback_up(void)
{
	struct batch b = {.size = 0};
	add_up(&b, 1);
	return transact(&b);
}

static int delete_link(const char *name)
{
	struct batch b = {.size = 0};
	begin(&b, RTM_DELLINK, 0, sizeof(struct ifinfomsg));
	attribute_text(&b, IFLA_IFNAME, name);
	return transact(&b) < 0 && errno != ENODEV ? -1 : 0;
}

static bool mac_of(struct items items, struct item *mac)
{
	return items_find(&items, TAG_MAC, mac) && mac->size == 6;
}

static void add_mtu(struct batch *b, struct items items)
{
	if (has_item(items, TAG_MTU))
		attribute_u32(b, IFLA_MTU, get_u32(items, TAG_MTU, 0));
}

static int create_bridge(struct items items, const char *name, const struct addresses *addresses)
{
	struct batch b = {.size = 0};
	struct item mac;
	begin(&b, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
	attribute_text(&b, IFLA_IFNAME, name);
	if (mac_of(items, &mac))
		attribute(&b, IFLA_ADDRESS, mac.data, 6);
	add_mtu(&b, items);
	struct rtattr *info = attribute(&b, IFLA_LINKINFO, NULL, 0);
	attribute(&b, IFLA_INFO_KIND, "bridge", 6);
	close_nest(&b, info);
	if (transact(&b) < 0)
		return -1;
	int index = if_nametoindex(name);
	b = (struct batch){.size = 0};
	for (unsigned i = 0; i < addresses->count; i++)
		add_address(&b, index, &addresses->list[i]);
	add_up(&b, index);
	return transact(&b);
}

/* Both ends, their namespaces, names, addresses and the bridge in one request. */
static int create_veth(struct items items, const char *host_name, const char *name, int bridge, int namespace)
{
	struct batch b = {.size = 0};
	struct item mac;
	struct ifinfomsg *i = begin(&b, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof *i);
	i->ifi_flags = i->ifi_change = IFF_UP;
	attribute_text(&b, IFLA_IFNAME, host_name);
	attribute_u32(&b, IFLA_MASTER, bridge);
	add_mtu(&b, items);
	struct rtattr *info = attribute(&b, IFLA_LINKINFO, NULL, 0);
	attribute(&b, IFLA_INFO_KIND, "veth", 4);
	struct rtattr *data = attribute(&b, IFLA_INFO_DATA, NULL, 0);
	struct rtattr *peer = attribute(&b, VETH_INFO_PEER, NULL, 0);
	extend(&b, sizeof(struct ifinfomsg));
	attribute_text(&b, IFLA_IFNAME, name);
	attribute_u32(&b, IFLA_NET_NS_FD, namespace);
	if (mac_of(items, &mac))
		attribute(&b, IFLA_ADDRESS, mac.data, 6);
	add_mtu(&b, items);
	close_nest(&b, peer);
	close_nest(&b, data);
	close_nest(&b, info);
	return transact(&b);
}

/* In the namespace: `lo`, the link, its addresses, its default routes. */
static int configure(const char *name, const struct addresses *addresses, const struct addresses *gateways)
{
	struct batch b = {.size = 0};
	int index = if_nametoindex(name);
	if (index == 0)
		return -1;
	add_up(&b, 1);
	if (!has_family(addresses, AF_INET6))
		add_no_ipv6(&b, index);
	for (unsigned i = 0; i < addresses->count; i++)
		add_address(&b, index, &addresses->list[i]);
	add_up(&b, index);
	for (unsigned i = 0; i < gateways->count; i++)
		add_default_route(&b, &gateways->list[i]);
	return transact(&b);
}

/* These default routes in the namespace of the calling thread, and no others. */
static int set_gateways(const struct addresses *gateways)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	for (unsigned i = 0; i < 2; i++) {
		struct batch b = {.size = 0};
		if (has_family(gateways, families[i]))
			continue;
		delete_default_route(&b, families[i]);
		if (transact(&b) < 0 && errno != ESRCH && errno != ENOENT)
			return -1;
	}
	struct batch b = {.size = 0};
	for (unsigned i = 0; i < gateways->count; i++)
		add_default_route(&b, &gateways->list[i]);
	return gateways->count == 0 ? 0 : transact(&b);
}

/* ---- requests ---- */

static void answer(const struct frame *f, int result, const char *step, const char *path)
{
	if (result < 0)
		reply_error(f->id, errno, step, path);
	else
		reply(f->id);
}

/* An interface's name from the items, or the empty one, which no call accepts. */
static const char *link_name(struct items items, uint8_t tag)
{
	const char *name = get_string(items, tag);
	return name && strlen(name) < IFNAMSIZ ? name : "";
}

void request_net_namespace(const struct frame *f)
{
	const char *name = get_string(items_of(f), TAG_NAME);
	answer(f, netns_create(name ? name : ""), "network namespace", name);
}

void request_net_remove_namespace(const struct frame *f)
{
	const char *name = get_string(items_of(f), TAG_NAME);
	answer(f, netns_remove(name ? name : ""), "network namespace", name);
}

void request_net_bridge(const struct frame *f)
{
	const char *name = link_name(items_of(f), TAG_NAME);
	struct addresses addresses;
	if (!*name || !parse_addresses(items_of(f), TAG_CIDR, &addresses)) {
		reply_error(f->id, EINVAL, "bridge", get_string(items_of(f), TAG_CIDR));
		return;
	}
	answer(f, create_bridge(items_of(f), name, &addresses), "bridge", name);
}

void request_net_remove_link(const struct frame *f)
{
	const char *name = link_name(items_of(f), TAG_NAME);
	answer(f, delete_link(name), "link", name);
}

void request_net_endpoint(const struct frame *f)
{
	struct items items = items_of(f);
	const char *bridge = link_name(items, TAG_BRIDGE), *host_name = link_name(items, TAG_HOST_NAME), *name = link_name(items, TAG_NAME);
	const char *namespace = get_string(items, TAG_NAMESPACE);
	struct addresses addresses, gateways;
	if (!*host_name || !*name || !namespace || !parse_addresses(items, TAG_CIDR, &addresses) ||
	    !parse_addresses(items, TAG_GATEWAY, &gateways)) {
		reply_error(f->id, EINVAL, "endpoint", get_string(items, TAG_CIDR));
		return;
	}
	int index = if_nametoindex(bridge);
	if (index == 0) {
		reply_error(f->id, ENODEV, "endpoint", bridge);
		return;
	}
	int fd = netns_open(namespace);
	if (fd < 0) {
		reply_error(f->id, errno, "network namespace", namespace);
		return;
	}
	int result = create_veth(items, host_name, name, index, fd), error = errno;
	close(fd);
	errno = error;
	if (result == 0 && (result = netns_enter(namespace)) == 0) {
		result = configure(name, &addresses, &gateways);
		netns_leave();
		if (result < 0) {
			error = errno;
			delete_link(host_name);
			errno = error;
		}
	}
	answer(f, result, "endpoint", host_name);
}

void request_net_loopback(const struct frame *f)
{
	const char *namespace = get_string(items_of(f), TAG_NAMESPACE);
	int result = netns_enter(namespace);
	if (result == 0) {
		result = net_loopback_up();
		netns_leave();
	}
	answer(f, result, "loopback", namespace);
}

void request_net_gateway(const struct frame *f)
{
	const char *namespace = get_string(items_of(f), TAG_NAMESPACE);
	struct addresses gateways;
	if (!parse_addresses(items_of(f), TAG_GATEWAY, &gateways)) {
		reply_error(f->id, EINVAL, "gateway", get_string(items_of(f), TAG_GATEWAY));
		return;
	}
	int result = netns_enter(namespace);
	if (result == 0) {
		result = set_gateways(&gateways);
		netns_leave();
	}
	answer(f, result, "gateway", namespace);
}
