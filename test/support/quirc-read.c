/* Prints the text of each picture on a line of its own, empty where quirc finds no code.
   Input: for each picture, width and height as text, a line feed, and the pixels as grey bytes. */
#include <quirc.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	struct quirc *quirc = quirc_new();
	static struct quirc_code code;
	static struct quirc_data data;
	int width, height;

	while (scanf("%d %d", &width, &height) == 2) {
		getchar();
		if (!quirc || quirc_resize(quirc, width, height) < 0)
			return EXIT_FAILURE;
		uint8_t *pixels = quirc_begin(quirc, NULL, NULL);
		if (fread(pixels, 1, (size_t)width * height, stdin) != (size_t)width * height)
			return EXIT_FAILURE;
		quirc_end(quirc);
		data.payload_len = 0;
		for (int i = 0; i < quirc_count(quirc); i++) {
			quirc_extract(quirc, i, &code);
			if (quirc_decode(&code, &data) == QUIRC_SUCCESS)
				break;
			data.payload_len = 0;
		}
		printf("%.*s\n", data.payload_len, (char *)data.payload);
	}
	quirc_destroy(quirc);
	return EXIT_SUCCESS;
}
